/** One model of a run, and the forms it is shown in. */
package dev.reinstate.report;
