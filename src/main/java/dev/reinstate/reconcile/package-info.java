/** The story of a run: load, list, plan, gate, apply, verify. */
package dev.reinstate.reconcile;
