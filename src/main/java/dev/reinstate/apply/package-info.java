/**
 * Carries out the actions of a plan: the ports it writes through, what became of each action, and
 * the order: images before tags. How one image is brought back is in {@code restore}.
 */
package dev.reinstate.apply;
