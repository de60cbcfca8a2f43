package dev.reinstate.report;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Source;
import dev.reinstate.text.Printable;
import java.util.Collection;
import java.util.Locale;

/** One line for an entry, fit to print. */
public final class ReportLineText {

  private ReportLineText() {}

  public static String line(ReportLine entry, RegistryPrefix destination) {
    return Printable.line(
        switch (entry) {
          case ReportLine.Found found -> line(found.finding(), destination);
          case ReportLine.Deed deed ->
              line(deed.action(), destination) + became(deed.progress(), deed.note());
        });
  }

  private static String became(ReportLine.Progress progress, String note) {
    return switch (progress) {
      case TO_DO, DONE -> "";
      default -> " (" + progress.words() + (note.isEmpty() ? "" : ": " + note) + ")";
    };
  }

  private static String line(Action action, RegistryPrefix destination) {
    String name = relative(action.repository(), destination);
    String what =
        switch (action) {
          case Action.RestoreImage restore ->
              "image "
                  + name
                  + "@"
                  + brief(restore.digest())
                  + tags(restore.tags())
                  + " from "
                  + source(restore.sources().getFirst());
          case Action.RestoreBlob blob ->
              "blob  %s@%s from %s"
                  .formatted(name, brief(blob.blob().digest()), source(blob.sources().getFirst()));
          case Action.AddTag add -> "tag   " + name + ":" + add.tag() + " " + brief(add.digest());
          case Action.MoveTag move ->
              "tag   %s:%s %s → %s"
                  .formatted(name, move.tag(), brief(move.from()), brief(move.to()));
        };
    return what + ": " + action.reason().text();
  }

  private static String line(Finding finding, RegistryPrefix destination) {
    if (finding instanceof Finding.Damage damage) {
      return damage.kind().word()
          + " "
          + relative(damage.where(), destination)
          + "@"
          + damage.object().digest()
          + ": "
          + DamageText.of(damage);
    }
    StringBuilder line = new StringBuilder(finding.kind().word());
    finding.repository().ifPresent(where -> line.append(' ').append(relative(where, destination)));
    if (finding instanceof Finding.OfTag tag) {
      line.append(':').append(tag.tag());
    } else {
      finding.digest().ifPresent(digest -> line.append('@').append(digest));
      line.append(tags(finding.tags()));
    }
    return line.append(": ").append(finding.detail()).toString();
  }

  private static String source(Source source) {
    String kind = source.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return source instanceof Source.Stored ? "the snapshot" : kind + " " + source.reference();
  }

  private static String tags(Collection<String> tags) {
    return tags.isEmpty() ? "" : " (" + String.join(", ", tags) + ")";
  }

  private static String brief(DescriptorDigest digest) {
    return "sha256:" + digest.getHash().substring(0, 12);
  }

  private static String relative(Repository repository, RegistryPrefix destination) {
    String full = repository.toString();
    String prefix = destination + "/";
    return full.startsWith(prefix) ? full.substring(prefix.length()) : full;
  }
}
