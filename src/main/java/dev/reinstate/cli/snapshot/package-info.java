/** The commands below {@code reinstate snapshot}. */
package dev.reinstate.cli.snapshot;
