package dev.reinstate.report;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import java.util.Map;
import java.util.stream.Collectors;

/** What is wrong with something that images need, in one line however many need it. */
public final class DamageText {

  private static final int NAMED = 3;

  private DamageText() {}

  /** What a reader is told of a finding; of damage, only some of what it breaks. */
  public static String detail(Finding finding) {
    return finding instanceof Finding.Damage damage ? of(damage) : finding.detail();
  }

  static String of(Finding.Damage damage) {
    int all = damage.breaks().size();
    String images =
        damage.breaks().entrySet().stream()
            .limit(NAMED)
            .map(DamageText::image)
            .collect(Collectors.joining(", "));
    String more = all > NAMED ? String.format(" and %,d more", all - NAMED) : "";
    return String.format(
        "expected %s, seen %s; breaks %,d image%s%s%s%s%s",
        damage.expected(),
        damage.seen(),
        all,
        all == 1 ? "" : "s",
        all == 0 ? "" : ": ",
        images,
        more,
        damage.kind() == FindingKind.NOT_HEALED
            ? "; whoever operates " + damage.where().host() + " must delete it from its storage"
            : "");
  }

  private static String image(Map.Entry<DescriptorDigest, ImmutableSortedSet<String>> broken) {
    ImmutableSortedSet<String> tags = broken.getValue();
    String some = tags.stream().limit(NAMED).collect(Collectors.joining(", "));
    String brief = "sha256:" + broken.getKey().getHash().substring(0, 12);
    return tags.isEmpty() ? brief : brief + " (" + some + (tags.size() > NAMED ? ", …" : "") + ")";
  }
}
