package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The ways to bring a promotion about, from the first registry of a scene to the others. */
final class CopyContenders {

  static final String GCRANE = "gcrane cp, 20 at once";
  static final String CRANE = "crane cp, one by one";
  static final String CRANE_AT_ONCE = "crane cp, 20 at once";
  static final String GCRANE_RECURSIVE = "gcrane cp -r -j20";

  private static final String SOURCE_NAME = "staging.example";
  private static final int AT_ONCE = 20;

  private final Setting setting;
  private final Promotion promotion;
  private final Contender.Check check;

  CopyContenders(Setting setting, Promotion promotion) {
    this.setting = setting;
    this.promotion = promotion;
    ContentsCheck contents = new ContentsCheck(promotion.destinationPath(), promotion.images());
    this.check =
        (run, registries) -> {
          if (run.exit() != 0) {
            throw new WrongResultException(run.complaint());
          }
          for (String destination : registries.destinations()) {
            contents.examine(destination);
          }
        };
  }

  /** For one destination. */
  ImmutableList<Contender> all() {
    return ImmutableList.of(
        reinstate(),
        each(GCRANE, "gcrane", AT_ONCE, "cp"),
        gcraneRecursive(),
        each(CRANE, "crane", 1, "cp"),
        regctl(),
        skopeo());
  }

  /** For many destinations of few images. */
  ImmutableList<Contender> fanningOut() {
    return ImmutableList.of(
        reinstate(),
        each(CRANE, "crane", 1, "cp"),
        each(CRANE_AT_ONCE, "crane", AT_ONCE, "cp"),
        regctl());
  }

  private Contender reinstate() {
    return new Contender("reinstate", setting.reinstate(), this::reconcile, check);
  }

  private Command reconcile(Addresses registries) throws IOException {
    ImmutableMap<String, String> destinations = named(registries);
    Path manifest =
        promotion.manifest(file("manifest.yaml"), SOURCE_NAME, destinations.keySet().asList());
    ImmutableList.Builder<String> words = ImmutableList.builder();
    words.add("reconcile", "--confirm", "--max-missing=100", "--manifest=" + manifest);
    if (!destinations.containsKey(SOURCE_NAME)) {
      words.add("--rewrite=" + SOURCE_NAME + "=" + registries.source());
    }
    destinations.forEach((name, host) -> words.add("--rewrite=" + name + "=" + host));
    return setting.reinstate().with(words.build());
  }

  /** A promoter manifest has names without ports; one host has one name, so that blobs mount. */
  private static ImmutableMap<String, String> named(Addresses registries) {
    ImmutableList<String> hosts = registries.destinations();
    if (hosts.contains(registries.source())) {
      return ImmutableMap.of(SOURCE_NAME, registries.source());
    }
    ImmutableMap.Builder<String, String> named = ImmutableMap.builder();
    for (int i = 0; i < hosts.size(); i++) {
      named.put("prod-" + i + ".example", hosts.get(i));
    }
    return named.buildOrThrow();
  }

  /** A program that copies one image at a time, started for each of them. */
  private Contender each(String name, String program, int atOnce, String... arguments) {
    Program found = setting.peers().find(program);
    return new Contender(
        name,
        found,
        registries -> Command.of(xargs(registries, atOnce, found.words(arguments))),
        check);
  }

  private Contender regctl() {
    Program regctl = setting.peers().find("regctl");
    return new Contender(
        "regctl image copy, 20 at once",
        regctl,
        registries ->
            Command.of(xargs(registries, AT_ONCE, regctl.words("image", "copy")))
                .with("REGCTL_CONFIG", regctlConfiguration(registries).toString()),
        check);
  }

  private Path regctlConfiguration(Addresses registries) throws IOException {
    String hosts =
        registries.hosts().stream()
            .map("\"%s\": {\"tls\": \"disabled\"}"::formatted)
            .collect(Collectors.joining(", "));
    return Files.writeString(file("regctl.json"), "{\"hosts\": {" + hosts + "}}");
  }

  /** Works only where listings name images, as Google's do. */
  private Contender gcraneRecursive() {
    Program gcrane = setting.peers().find("gcrane");
    return new Contender(
        GCRANE_RECURSIVE,
        gcrane,
        registries ->
            gcrane.with(
                "cp",
                "-r",
                "-j",
                String.valueOf(AT_ONCE),
                registries.source() + "/" + promotion.sourcePath(),
                registries.destinations().getFirst() + "/" + promotion.destinationPath()),
        check);
  }

  private Contender skopeo() {
    Program skopeo = setting.peers().find("skopeo");
    return new Contender(
        "skopeo sync",
        skopeo,
        registries ->
            skopeo.with(
                "sync",
                // Otherwise it packs layers again and makes other images of them.
                "--preserve-digests",
                "--src=yaml",
                "--dest=docker",
                "--dest-tls-verify=false",
                promotion.skopeoSource(file("skopeo.yaml"), registries.source()).toString(),
                registries.destinations().getFirst() + "/" + promotion.destinationPath()),
        check);
  }

  private ImmutableList<String> xargs(
      Addresses registries, int atOnce, ImmutableList<String> program) throws IOException {
    Path pairs = promotion.pairs(file("pairs.txt"), registries.source(), registries.destinations());
    return ImmutableList.<String>builder()
        .add("xargs", "-P", String.valueOf(atOnce), "-n", "2", "-a", pairs.toString())
        .addAll(program)
        .build();
  }

  private Path file(String name) {
    return setting.directory().resolve(name);
  }
}
