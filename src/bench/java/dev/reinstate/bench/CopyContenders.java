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
  static final String CRANE_REPOSITORIES = "crane cp --all-tags, 20 at once";
  static final String REGCTL_REPOSITORIES = "regctl repo copy, 20 at once";

  private static final String SOURCE_NAME = "staging.example";
  private static final int AT_ONCE = 20;

  /** Stands for the name of a repository. */
  private static final String NAME = "NAME";

  private final Setting setting;
  private final Promotion promotion;
  private final Contender.Check check;

  CopyContenders(Setting setting, Promotion promotion) {
    this.setting = setting;
    this.promotion = promotion;
    ContentsCheck contents =
        new ContentsCheck(setting, promotion.destinationPath(), promotion.images());
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
        craneRepositories(),
        regctlRepositories(),
        skopeoRepositories());
  }

  /** For more images than a program can be started for. */
  ImmutableList<Contender> wholeRepositories() {
    return ImmutableList.of(reinstate(), craneRepositories(), regctlRepositories());
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
        registries -> Command.of(eachImage(registries, atOnce, found.words(arguments))),
        check);
  }

  private Contender regctl() {
    Program regctl = setting.peers().find("regctl");
    return new Contender(
        "regctl image copy, 20 at once",
        regctl,
        registries ->
            Command.of(eachImage(registries, AT_ONCE, regctl.words("image", "copy")))
                .with("REGCTL_CONFIG", regctlConfiguration(registries).toString()),
        check);
  }

  private Path regctlConfiguration(Addresses registries) throws IOException {
    boolean tls = setting.distance().isTls();
    String hosts =
        registries.hosts().stream()
            .map(host -> "\"%s\": {\"tls\": \"%s\"}".formatted(host, tls ? "enabled" : "disabled"))
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

  private Contender craneRepositories() {
    Program crane = setting.peers().find("crane");
    return repositories(
        CRANE_REPOSITORIES,
        crane,
        at -> Command.of(eachName(crane.words("cp", "--all-tags", sources(at), destinations(at)))));
  }

  private Contender regctlRepositories() {
    Program regctl = setting.peers().find("regctl");
    return repositories(
        REGCTL_REPOSITORIES,
        regctl,
        at ->
            Command.of(eachName(regctl.words("repo", "copy", sources(at), destinations(at))))
                .with("REGCTL_CONFIG", regctlConfiguration(at).toString()));
  }

  private Contender skopeoRepositories() {
    Program skopeo = setting.peers().find("skopeo");
    return repositories(
        "skopeo sync, 20 at once",
        skopeo,
        at ->
            Command.of(
                eachName(
                    skopeo.words(
                        "sync",
                        // Otherwise it packs layers again and makes other images of them.
                        "--preserve-digests",
                        "--src=docker",
                        "--dest=docker",
                        "--src-tls-verify=" + setting.distance().isTls(),
                        "--dest-tls-verify=" + setting.distance().isTls(),
                        sources(at),
                        // It adds the name itself.
                        below(at.destinations().getFirst(), promotion.destinationPath())))));
  }

  /** A program that copies a repository with all its tags, started for each of them. */
  private Contender repositories(String name, Program program, Contender.Start start) {
    return new Contender(name, program, start, check);
  }

  private String sources(Addresses at) {
    return below(at.source(), promotion.sourcePath()) + "/" + NAME;
  }

  private String destinations(Addresses at) {
    return below(at.destinations().getFirst(), promotion.destinationPath()) + "/" + NAME;
  }

  private static String below(String host, String path) {
    return host + "/" + path;
  }

  private ImmutableList<String> eachName(ImmutableList<String> program) throws IOException {
    Path names = promotion.names(file("names.txt"));
    return ImmutableList.<String>builder()
        .add("xargs", "-P", String.valueOf(AT_ONCE), "-I", NAME, "-a", names.toString())
        .addAll(program)
        .build();
  }

  private ImmutableList<String> eachImage(Addresses at, int atOnce, ImmutableList<String> program)
      throws IOException {
    Path pairs = promotion.pairs(file("pairs.txt"), at.source(), at.destinations());
    return ImmutableList.<String>builder()
        .add("xargs", "-P", String.valueOf(atOnce), "-n", "2", "-a", pairs.toString())
        .addAll(program)
        .build();
  }

  private Path file(String name) {
    return setting.directory().resolve(name);
  }
}
