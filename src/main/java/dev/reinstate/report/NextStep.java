package dev.reinstate.report;

/**
 * Something a human is to do.
 *
 * @param title what, in a few words
 * @param text why, and how
 * @param command to paste
 */
record NextStep(String title, String text, String command) {}
