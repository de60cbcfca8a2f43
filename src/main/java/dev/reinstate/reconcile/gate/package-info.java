/** Refuses a plan that is larger than an everyday one: limits, and what is said of a plan. */
package dev.reinstate.reconcile.gate;
