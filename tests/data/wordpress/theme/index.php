<!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="utf-8"><?php wp_head(); ?></head>
<body>
<?php
while ( have_posts() ) {
	the_post();
	the_title( '<h1><a href="' . esc_url( get_permalink() ) . '">', '</a></h1>' );
	the_content();
}
if ( is_404() ) {
	echo '<p>Not found</p>';
}
wp_footer();
?>
</body>
</html>
