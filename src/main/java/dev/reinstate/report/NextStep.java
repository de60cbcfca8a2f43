package dev.reinstate.report;

/**
 * Something a human is to do.
 *
 * @param title what, in a few words
 * @param text why, and how
 * @param lines which of the page's lines it is about: a kind, {@code human}, or {@code all}
 * @param command to paste
 */
public record NextStep(String title, String text, String lines, String command) {}
