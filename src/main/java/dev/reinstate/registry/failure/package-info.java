/**
 * What a registry refused, in its own words, and whether it may yet work. Messages show no secret.
 */
package dev.reinstate.registry.failure;
