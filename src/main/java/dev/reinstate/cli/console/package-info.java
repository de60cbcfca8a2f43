/** The process around a command: streams, log, progress, exit codes, its end. */
package dev.reinstate.cli.console;
