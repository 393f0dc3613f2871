<?php
/**
 * Plugin Name: Kindao takedown
 * Description: Lets Kindao find and delete every file that was made of a picture which has to come down, and empties
 *              the caches that keep it.
 * Version:     1.0.0
 * Requires at least: 5.6
 * Requires PHP: 7.4
 * License:     GPL-2.0-or-later
 *
 * Install: copy this one file to wp-content/mu-plugins/ (make the folder if there is none). Nothing to switch on.
 *
 * Three REST routes below kindao/v1, for a user who may upload and delete what they published. Each is about one mark:
 * the random name that Kindao gave to one file, twenty letters and digits or more, so that nothing else has it.
 *
 *   GET  copies?mark=…   files that have it anywhere in their path below wp-content, cached pages that hold it, other posts that show it
 *   POST purge {mark}    deletes those files and cached pages, empties the caches it knows
 *   GET  about           the version, and how large an upload may be
 *
 * This file runs within WordPress and is under WordPress's licence, the GNU General Public License, version 2 or any
 * later version; the rest of Kindao is not part of it and has its own licence.
 */

namespace Kindao\Takedown;

defined( 'ABSPATH' ) || exit;

const VERSION = '1.0.0';
const SECONDS = 20;         // of one search; what was not looked at by then is told
const LARGEST = 4194304;    // bytes of a cached page that is read
const CODE    = array( 'plugins', 'mu-plugins', 'themes', 'languages', 'upgrade' ); // folders that hold no pictures
const CACHES  = array( 'cache', 'litespeed', 'et-cache', 'wphb-cache', 'swift-performance' );
const MEDIA   = '/\.(jpe?g|png|gif|webp|avif|mp4|m4[av]|webm|mkv|mov|og[agv]|mp3|wav|css|js|woff2?)$/i';

add_action(
	'rest_api_init',
	function () {
		$mark = array(
			'mark' => array(
				'required'          => true,
				'type'              => 'string',
				'validate_callback' => function ( $mark ) {
					return is_string( $mark ) && 1 === preg_match( '/^[a-z0-9]{20,64}$/D', $mark );
				},
			),
		);
		$may  = function () {
			return current_user_can( 'upload_files' ) && current_user_can( 'delete_published_posts' );
		};
		foreach ( array(
			array( '/about', 'GET', 'about', array() ),
			array( '/copies', 'GET', 'copies', $mark ),
			array( '/purge', 'POST', 'purge', $mark ),
		) as list( $route, $method, $name, $arguments ) ) {
			register_rest_route(
				'kindao/v1',
				$route,
				array(
					'methods'             => $method,
					'callback'            => __NAMESPACE__ . '\\' . $name,
					'permission_callback' => $may,
					'args'                => $arguments,
				)
			);
		}
	}
);

function about() {
	return array( 'version' => VERSION, 'upload' => wp_max_upload_size() );
}

function copies( \WP_REST_Request $request ) {
	$found = found( $request['mark'] );
	return array(
		'files'  => array_values( array_filter( array_map( __NAMESPACE__ . '\address', $found['files'] ) ) ),
		'caches' => array_values( array_filter( array_map( __NAMESPACE__ . '\address', $found['caches'] ) ) ),
		'pages'  => pages( $request['mark'] ),
		'whole'  => $found['whole'],
	);
}

function purge( \WP_REST_Request $request ) {
	$mark    = $request['mark'];
	$found   = found( $mark );
	$deleted = 0;
	$left    = array();
	foreach ( array_merge( $found['files'], $found['caches'] ) as $file ) {
		if ( may_delete( $file ) && ( @unlink( $file ) || ! file_exists( $file ) ) ) { // phpcs:ignore -- may have gone meanwhile
			++$deleted;
		} else {
			$left[] = basename( $file );
		}
	}
	return array( 'deleted' => $deleted, 'left' => $left, 'emptied' => emptied( $mark ), 'whole' => $found['whole'] );
}

/** Files with the mark anywhere in their path, in the folder of uploads and in all of wp-content that is no code; cached pages with it. */
function found( $mark ) {
	$until   = microtime( true ) + SECONDS;
	$uploads = wp_upload_dir( null, false );
	$roots   = array_unique( array_filter( array( realpath( WP_CONTENT_DIR ), realpath( $uploads['basedir'] ) ) ) );
	$found   = array( 'files' => array(), 'caches' => array(), 'whole' => true );
	foreach ( $roots as $root ) {
		foreach ( files( $root, realpath( WP_CONTENT_DIR ), $found['whole'] ) as $file ) {
			if ( microtime( true ) > $until ) {
				$found['whole'] = false;
				break;
			}
			$named = false !== stripos( substr( $file, strlen( $root ) ), $mark ); // a gallery may put its own words first
			if ( ! is_cached( $file ) ) {
				$list = $named ? 'files' : '';
			} else {
				$list = $named || holds( $file, $mark ) ? 'caches' : '';
			}
			if ( $list ) {
				$found[ $list ][ $file ] = $file;
			}
		}
	}
	return $found;
}

/** whole: false from where a folder can't be read. */
function files( $root, $content, &$whole ) {
	$skip = array();
	foreach ( CODE as $name ) {
		$skip[ $content . '/' . $name ] = true;
	}
	$all = new \RecursiveDirectoryIterator( $root, \FilesystemIterator::SKIP_DOTS | \FilesystemIterator::FOLLOW_SYMLINKS );
	$all = new \RecursiveCallbackFilterIterator(
		$all,
		function ( $one ) use ( $skip, &$whole ) {
			if ( isset( $skip[ $one->getPathname() ] ) ) {
				return false;
			}
			$whole = $whole && ( ! $one->isDir() || ( $one->isReadable() && $one->isExecutable() ) );
			return true;
		}
	);
	$all = new \RecursiveIteratorIterator( $all, \RecursiveIteratorIterator::LEAVES_ONLY, \RecursiveIteratorIterator::CATCH_GET_CHILD );
	$all->setMaxDepth( 16 ); // a link may lead back to where it stands
	foreach ( $all as $one ) {
		if ( $one->isFile() ) {
			yield $one->getPathname();
		}
	}
}

function is_cached( $file ) {
	foreach ( CACHES as $name ) {
		if ( 0 === strpos( $file, realpath( WP_CONTENT_DIR ) . '/' . $name . '/' ) ) {
			return ! preg_match( MEDIA, $file );
		}
	}
	return false;
}

function holds( $file, $mark ) {
	$size = @filesize( $file ); // phpcs:ignore -- caches empty themselves meanwhile
	$text = $size && $size <= LARGEST ? (string) @file_get_contents( $file ) : ''; // phpcs:ignore
	if ( 0 === strpos( $text, "\x1f\x8b" ) ) {
		$text = (string) @gzdecode( $text, 4 * LARGEST ); // phpcs:ignore
	}
	return false !== stripos( $text, $mark );
}

/** A file that WordPress knows as somebody's is deleted only by who may delete it there. */
function may_delete( $file ) {
	global $wpdb;
	$uploads = wp_upload_dir( null, false );
	$base    = realpath( $uploads['basedir'] ) . '/';
	if ( 0 !== strpos( $file, $base ) ) {
		return true;
	}
	$ids = $wpdb->get_col(
		$wpdb->prepare(
			"SELECT post_id FROM $wpdb->postmeta WHERE meta_key = '_wp_attached_file' AND meta_value = %s",
			substr( $file, strlen( $base ) )
		)
	);
	foreach ( $ids as $id ) {
		if ( ! current_user_can( 'delete_post', (int) $id ) ) {
			return false;
		}
	}
	return true;
}

/** Where the public finds a file; "" for one that no address leads to. */
function address( $file ) {
	$uploads = wp_upload_dir( null, false );
	foreach ( array(
		realpath( $uploads['basedir'] ) => $uploads['baseurl'],
		realpath( WP_CONTENT_DIR )      => content_url(),
	) as $folder => $url ) {
		if ( $folder && 0 === strpos( $file, $folder . '/' ) ) {
			return $url . implode( '/', array_map( 'rawurlencode', explode( '/', substr( $file, strlen( $folder ) ) ) ) );
		}
	}
	return '';
}

/** Public posts that name the mark in what page builders keep beside a post; the front page where a setting does. */
function pages( $mark ) {
	global $wpdb;
	$like  = '%' . $wpdb->esc_like( $mark ) . '%';
	$ids   = $wpdb->get_col(
		$wpdb->prepare(
			"SELECT DISTINCT p.ID FROM $wpdb->posts p LEFT JOIN $wpdb->postmeta m ON m.post_id = p.ID
			 WHERE p.post_status = 'publish' AND p.post_name NOT LIKE %s AND ( m.meta_value LIKE %s OR p.post_content LIKE %s )
			 LIMIT 100",
			$wpdb->esc_like( $mark ) . '%',
			$like,
			$like
		)
	);
	$pages = array_filter( array_map( 'get_permalink', $ids ) );
	if ( $wpdb->get_var(
		$wpdb->prepare(
			"SELECT 1 FROM $wpdb->options WHERE option_value LIKE %s AND option_name NOT LIKE %s LIMIT 1",
			$like,
			$wpdb->esc_like( '_' ) . '%transient_%'
		)
	) ) {
		$pages[] = home_url( '/' );
	}
	return array_values( array_unique( $pages ) );
}

/** Empties what keeps pages, and gives the names of what was emptied. */
function emptied( $mark ) {
	global $wpdb;
	$done = array();
	$rows = $wpdb->get_col(
		$wpdb->prepare(
			"SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s AND option_value LIKE %s",
			$wpdb->esc_like( '_transient_' ) . '%',
			'%' . $wpdb->esc_like( $mark ) . '%'
		)
	);
	foreach ( $rows as $name ) {
		delete_transient( substr( $name, strlen( '_transient_' ) ) );
		$done['transients'] = true;
	}
	wp_cache_flush();
	$functions = array(
		'wp_cache_clear_cache'      => array(),
		'w3tc_flush_all'            => array(),
		'rocket_clean_domain'       => array(),
		'wpfc_clear_all_cache'      => array( true ),
		'sg_cachepress_purge_cache' => array(),
	);
	foreach ( $functions as $name => $arguments ) {
		if ( function_exists( $name ) ) {
			call_user_func_array( $name, $arguments );
			$done[ $name ] = true;
		}
	}
	foreach ( array( 'litespeed_purge_all', 'cache_enabler_clear_complete_cache', 'rt_nginx_helper_purge_all', 'breeze_clear_all_cache' ) as $action ) {
		if ( has_action( $action ) ) {
			do_action( $action );
			$done[ $action ] = true;
		}
	}
	if ( class_exists( 'autoptimizeCache' ) && method_exists( 'autoptimizeCache', 'clearall' ) ) {
		\autoptimizeCache::clearall();
		$done['autoptimize'] = true;
	}
	return array_keys( $done );
}
