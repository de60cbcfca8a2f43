/**
 * Proof that images are whole: walks what an image is made of, says what is broken, plans how it is
 * healed, and reads it again. What was proven before is in {@code proof}; how a blob gets back is
 * in {@code apply}.
 */
package dev.reinstate.scrub;
