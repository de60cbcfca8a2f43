/** One run at a time: the lease, whoever holds it, and whose clock counts. */
package dev.reinstate.apply.lease;
