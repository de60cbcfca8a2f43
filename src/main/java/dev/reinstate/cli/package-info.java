/** Commands, options, exit codes and the wiring of everything else. */
package dev.reinstate.cli;
