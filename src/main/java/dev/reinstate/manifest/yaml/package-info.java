/**
 * From text to values: YAML as the promoter reads it, with file, line and column of everything.
 * Every problem is reported, and what is invalid is left out rather than guessed.
 */
package dev.reinstate.manifest.yaml;
