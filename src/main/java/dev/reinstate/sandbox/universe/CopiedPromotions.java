package dev.reinstate.sandbox.universe;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The promotions of thin manifest directories, line by line: names, how many images each has, and
 * their tags. What is malformed is passed over, since nothing can be there for it.
 */
final class CopiedPromotions {

  private static final Pattern NAME = Pattern.compile("-\\s+name:\\s+\"?(?<name>[^\"#\\s]+)\"?.*");
  private static final Pattern DIGEST =
      Pattern.compile("\\s+\"?(?<digest>sha256:[0-9a-f]{64})\"?:\\s*(?<tags>.*)");
  private static final Pattern TAG_LINE = Pattern.compile("\\s+- \"?(?<tags>[\\w.-]+)\"?\\s*");
  private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]*");

  /** Host and project; of Artifact Registry, also its repository. */
  private static final Pattern DESTINATION =
      Pattern.compile(
          "\\s*- name: \"?(?:[\\w.-]*gcr\\.io/[^/\\s\"]+|[\\w.-]+/[^/\\s\"]+/[^/\\s\"]+)"
              + "(?<path>/[^\\s\"]+)?\"?.*");

  private CopiedPromotions() {}

  static ImmutableList<Promotion> of(List<Path> directories) throws IOException {
    ImmutableList.Builder<Promotion> all = ImmutableList.builder();
    int count = 0;
    for (Path directory : directories) {
      try (Stream<Path> projects = Files.list(directory.resolve("manifests"))) {
        for (Path project : projects.filter(Files::isDirectory).sorted().toList()) {
          all.add(
              promotion(
                  project,
                  directory.resolve("images").resolve(project.getFileName()),
                  count % 3 == 0 ? Promotion.Form.TODAY : Promotion.Form.OLD));
          count++;
        }
      }
    }
    return all.build();
  }

  private static Promotion promotion(Path manifest, Path images, Promotion.Form form)
      throws IOException {
    return new Promotion(
        manifest.getFileName().toString().toLowerCase(Locale.ROOT),
        paths(Files.readAllLines(manifest.resolve("promoter-manifest.yaml"))),
        form,
        /* everywhere= */ true,
        names(Files.readAllLines(images.resolve("images.yaml"))));
  }

  private static ImmutableList<String> paths(List<String> lines) {
    Set<String> paths = new LinkedHashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher destination = DESTINATION.matcher(lines.get(i));
      boolean source = i + 1 < lines.size() && lines.get(i + 1).contains("src: true");
      if (destination.matches() && !source) {
        String path = destination.group("path");
        paths.add(path == null ? "" : path);
      }
    }
    return ImmutableList.copyOf(paths);
  }

  private static ImmutableList<Promotion.Name> names(List<String> lines) {
    Map<String, Map<String, Set<String>>> names = new LinkedHashMap<>();
    Map<String, Set<String>> images = new LinkedHashMap<>();
    Set<String> tags = new LinkedHashSet<>();
    for (String line : lines) {
      Matcher name = NAME.matcher(line);
      Matcher digest = DIGEST.matcher(line);
      Matcher tag = TAG_LINE.matcher(line);
      if (name.matches()) {
        images = names.computeIfAbsent(name.group("name"), any -> new LinkedHashMap<>());
      } else if (digest.matches()) {
        tags = images.computeIfAbsent(digest.group("digest"), any -> new LinkedHashSet<>());
        addTags(digest.group("tags").replaceFirst("#.*", ""), tags);
      } else if (tag.matches()) {
        addTags(tag.group("tags"), tags);
      }
    }
    return names.entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(each -> new Promotion.Name(each.getKey(), wishes(each.getValue())))
        .collect(ImmutableList.toImmutableList());
  }

  private static void addTags(String text, Set<String> tags) {
    Matcher each = TAG.matcher(text);
    while (each.find()) {
      tags.add(each.group());
    }
  }

  private static ImmutableList<Promotion.Wish> wishes(Map<String, Set<String>> images) {
    return images.entrySet().stream()
        .map(each -> new Promotion.Wish(each.getKey(), ImmutableList.copyOf(each.getValue())))
        .collect(ImmutableList.toImmutableList());
  }
}
