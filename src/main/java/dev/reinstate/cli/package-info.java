/**
 * Commands, and the wiring of everything else. Options are in {@code option}, what touches the
 * process in {@code console}.
 */
package dev.reinstate.cli;
