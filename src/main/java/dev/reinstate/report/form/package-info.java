/** The forms a run is shown in: text, JSON, JUnit, HTML, metadata, and the files they go to. */
package dev.reinstate.report.form;
