<?php
/* PHP's own server as a web server with WordPress behind it: files as they are, the rest to WordPress. */
$path = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
$file = $_SERVER['DOCUMENT_ROOT'] . $path;
if ( is_file( $file ) || ( is_dir( $file ) && is_file( rtrim( $file, '/' ) . '/index.php' ) ) ) {
	return false;
}
if ( str_starts_with( $path, '/wp-content/' ) ) {
	http_response_code( 404 );
	return true;
}
require dirname( $_SERVER['DOCUMENT_ROOT'] ) . '/prepend.php'; // which PHP runs for files alone
$_SERVER['SCRIPT_NAME'] = '/index.php';
$_SERVER['PHP_SELF']    = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
