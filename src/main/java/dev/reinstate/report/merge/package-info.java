/** Results of the parts of a run, read again and joined. */
package dev.reinstate.report.merge;
