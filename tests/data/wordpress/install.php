<?php
/* Installs WordPress and prints, as JSON, an application password of each user. Mail goes nowhere. */
define( 'WP_INSTALLING', true );
function wp_new_blog_notification() {}
require ABSPATH . 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Phòng khám', 'admin', 'admin@example.com', true, '', 'a password nobody types' );
update_option( 'permalink_structure', '/%postname%/' );
delete_option( 'rewrite_rules' ); // made at the first visit, when all kinds of pages are known
// Whom somebody gave rights one by one, and forgot the one that matters.
add_role( 'sender', 'Sender', array_fill_keys( array( 'read', 'upload_files', 'edit_posts', 'publish_posts', 'edit_published_posts' ), true ) );
$passwords = array();
foreach ( array( 'admin' => 'administrator', 'web' => 'author', 'guest' => 'contributor', 'sender' => 'sender' ) as $name => $role ) {
	$user = get_user_by( 'login', $name );
	$id   = $user ? $user->ID : wp_insert_user(
		array( 'user_login' => $name, 'user_pass' => 'a password nobody types', 'role' => $role, 'user_email' => "$name@example.com" )
	);
	list( $passwords[ $name ] ) = WP_Application_Passwords::create_new_application_password( $id, array( 'name' => 'Kindao' ) );
}
echo "\n", wp_json_encode( $passwords );
