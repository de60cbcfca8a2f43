package dev.reinstate.report;

import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.text.Printable;

/** One line for an entry, fit to print. */
public final class ReportLineText {

  private ReportLineText() {}

  public static String line(ReportLine entry, RegistryPrefix destination) {
    return Printable.line(
        switch (entry) {
          case ReportLine.Found found -> ActionText.line(found.finding(), destination);
          case ReportLine.Deed deed ->
              ActionText.line(deed.action(), destination) + became(deed.progress(), deed.note());
        });
  }

  private static String became(ReportLine.Progress progress, String note) {
    return switch (progress) {
      case TO_DO, DONE -> "";
      default -> " (" + progress.words() + (note.isEmpty() ? "" : ": " + note) + ")";
    };
  }
}
