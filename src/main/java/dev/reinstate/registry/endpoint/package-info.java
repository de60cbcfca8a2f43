/**
 * The endpoints of the distribution specification, one small class each, with the one caller that
 * asks them. What to ask is decided above.
 */
package dev.reinstate.registry.endpoint;
