/** Results: kept where others find them, written before a stopped run ends, and joined. */
package dev.reinstate.cli.report;
