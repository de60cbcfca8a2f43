package dev.reinstate.audit;

import java.util.Optional;

/**
 * What to do about a rejection.
 *
 * @param text for a human; just the command where nothing else is to be said
 * @param command to paste into a shell; empty where no command of ours helps
 */
public record Remedy(String text, Optional<String> command) {}
