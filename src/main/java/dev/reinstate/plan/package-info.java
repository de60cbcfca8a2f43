/**
 * The three-way merge: from what the manifests desire, what the registries answer and what was
 * agreed, to actions and findings. Pure functions; no I/O, no clock, no logging.
 */
package dev.reinstate.plan;
