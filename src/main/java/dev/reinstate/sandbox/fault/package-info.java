/** What goes wrong on request: faults, latency, quotas. */
package dev.reinstate.sandbox.fault;
