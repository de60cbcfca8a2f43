package dev.reinstate.report;

import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.text.Printable;

/** One line for an entry, fit to print. */
public final class EntryText {

  private EntryText() {}

  public static String line(Entry entry, RegistryPrefix destination) {
    return Printable.line(
        switch (entry) {
          case Entry.Found found -> ActionText.line(found.finding(), destination);
          case Entry.Deed deed ->
              ActionText.line(deed.action(), destination) + became(deed.progress(), deed.note());
        });
  }

  private static String became(Entry.Progress progress, String note) {
    return switch (progress) {
      case TO_DO, DONE -> "";
      default -> " (" + progress.words() + (note.isEmpty() ? "" : ": " + note) + ")";
    };
  }
}
