/**
 * Situations written down once, with symbolic image names, and run in more than one way: the pure
 * planner here, real registries elsewhere. The folders are in {@code src/test/resources/scenarios}.
 */
package dev.reinstate.scenario;
