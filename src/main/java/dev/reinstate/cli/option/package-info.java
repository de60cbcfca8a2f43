/** The options, each group with its checks; all problems are reported together. */
package dev.reinstate.cli.option;
