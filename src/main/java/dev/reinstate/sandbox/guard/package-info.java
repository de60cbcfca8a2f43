/** Who may call: Basic, Bearer, and the token service. */
package dev.reinstate.sandbox.guard;
