package dev.reinstate.scenario;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Ascii;
import dev.reinstate.plan.Action;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.Source;
import dev.reinstate.plan.StateCounts;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plan in symbolic names, one action or finding a line. Lines are sorted as text, so that they do
 * not depend on what the digests happen to be.
 */
public final class PlanText {

  private final Symbols symbols;

  public PlanText(Symbols symbols) {
    this.symbols = symbols;
  }

  /** What a scenario's {@code plan.txt} holds. */
  public String of(Plan plan) {
    return lines(plan.actions().stream().map(this::line))
        + lines(plan.findings().stream().map(this::line))
        + line(plan.counts())
        + "\n";
  }

  private static String lines(Stream<String> lines) {
    return lines.sorted().map(line -> line + "\n").collect(Collectors.joining());
  }

  private String line(Action action) {
    String operands =
        switch (action) {
          case Action.RestoreImage restore ->
              symbols.name(restore.digest())
                  + tags(restore.tags())
                  + " from "
                  + line(restore.sources().get(0));
          case Action.RestoreBlob blob -> symbols.name(blob.blob().digest());
          case Action.AddTag add -> value(add.tag(), Optional.of(add.digest()));
          case Action.MoveTag move ->
              symbols.writtenTag(move.tag())
                  + ": "
                  + symbols.name(move.from())
                  + " -> "
                  + symbols.name(move.to());
        };
    return action.kind()
        + " "
        + action.repository()
        + " "
        + operands
        + " ("
        + word(action.authority())
        + ", "
        + word(action.reason())
        + ")";
  }

  private String line(Source source) {
    return switch (source) {
      case Source.Live live -> word(live.kind()) + " " + live.repository();
      case Source.Mirrored mirror -> "blob-mirror " + mirror.root();
      case Source.Stored ignored -> "snapshot";
    };
  }

  private String line(Finding finding) {
    String head = finding.kind().word();
    return switch (finding) {
      case Finding.OfImage image ->
          head + " " + image.where() + " image " + symbols.name(image.image()) + tags(image.tags());
      case Finding.OfTag tag -> head + " " + tag.where() + " tag " + value(tag.tag(), tag.digest());
      case Finding.Damage damage -> head + " " + damage.where() + " " + damage.detail();
      case Finding.Unreadable unreadable -> head + " " + unreadable.where();
      case Finding.Damaged damaged -> head + " " + damaged.detail();
      case Finding.Stale stale -> head + " " + stale.detail();
      case Finding.Invalid invalid -> head + " " + invalid.detail();
    };
  }

  private static String line(StateCounts counts) {
    return "seen: repositories %d, images %d, tags %d, untagged strangers %d"
        .formatted(counts.repositories(), counts.images(), counts.tags(), counts.untagged());
  }

  private String value(String tag, Optional<DescriptorDigest> digest) {
    return symbols.writtenTag(tag) + digest.map(value -> " = " + symbols.name(value)).orElse("");
  }

  private String tags(Collection<String> tags) {
    return tags.isEmpty()
        ? ""
        : tags.stream()
            .map(symbols::writtenTag)
            .sorted()
            .collect(Collectors.joining(" ", " [", "]"));
  }

  private static String word(Enum<?> value) {
    return Ascii.toLowerCase(value.name()).replace('_', '-');
  }
}
