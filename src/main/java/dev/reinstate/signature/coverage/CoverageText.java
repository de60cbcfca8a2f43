package dev.reinstate.signature.coverage;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.RegistryPrefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@link Coverage} in one line. */
public final class CoverageText {

  /** Destinations, and subprojects of each; the line is to stay one. */
  private static final int MOST = 5;

  private CoverageText() {}

  /** Such as {@code 5 of 7 images have what the policy asks for; lacking 2: host/prod 2 (a 2)}. */
  public static String of(Coverage coverage) {
    Coverage.Tally images = coverage.images();
    if (images.required() == 0) {
      return "the policy asks nothing of these images";
    }
    StringBuilder line = new StringBuilder();
    line.append(
        images.covered() == images.required()
            ? String.format("all %,d images have what the policy asks for", images.required())
            : String.format(
                "%,d of %,d images have what the policy asks for",
                images.covered(), images.required()));
    if (images.lacking() > 0) {
      line.append(String.format("; lacking %,d: ", images.lacking()))
          .append(destinations(coverage));
    }
    if (images.unknown() > 0) {
      line.append(String.format("; of %,d nothing can be said", images.unknown()));
    }
    return line.toString();
  }

  private record Share(String name, int lacking) {}

  private static String destinations(Coverage coverage) {
    Map<RegistryPrefix, List<Share>> subprojects = new TreeMap<>();
    coverage
        .parts()
        .forEach(
            (part, counts) -> {
              if (counts.images().lacking() > 0) {
                subprojects
                    .computeIfAbsent(part.destination(), any -> new ArrayList<>())
                    .add(new Share(part.subproject(), counts.images().lacking()));
              }
            });
    ImmutableList<Share> shares =
        subprojects.entrySet().stream()
            .map(each -> new Share(each.getKey().toString(), sum(each.getValue())))
            .collect(ImmutableList.toImmutableList());
    return most(
        shares,
        share ->
            text(share)
                + " ("
                + most(subprojects.get(RegistryPrefix.parse(share.name())), CoverageText::text)
                + ")");
  }

  private static int sum(List<Share> shares) {
    return shares.stream().mapToInt(Share::lacking).sum();
  }

  private static String text(Share share) {
    return share.name() + " " + String.format("%,d", share.lacking());
  }

  /** Those that lack most, and how much the others lack. */
  private static String most(List<Share> shares, Function<Share, String> text) {
    List<Share> sorted =
        shares.stream()
            .sorted(Comparator.comparingInt(Share::lacking).reversed().thenComparing(Share::name))
            .toList();
    String shown = sorted.stream().limit(MOST).map(text).collect(Collectors.joining(", "));
    List<Share> others = sorted.subList(Math.min(MOST, sorted.size()), sorted.size());
    return others.isEmpty()
        ? shown
        : shown + String.format(", and %,d others %,d", others.size(), sum(others));
  }
}
