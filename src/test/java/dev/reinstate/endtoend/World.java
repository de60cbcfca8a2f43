package dev.reinstate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.Main;
import dev.reinstate.cli.Cli;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.cli.console.ProcessContext;
import dev.reinstate.cli.console.StandardOutput;
import dev.reinstate.concurrent.StopSignal;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.VirtualTime;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryState;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.tls.SharedAuthority;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Embedded registries under the names that manifests use, promoter manifests, a snapshot directory,
 * and the command line that works on them. Each snapshot is taken a day after the one before.
 */
public final class World implements AutoCloseable {

  /**
   * The program from its classes, with what makes it start soon; a shell's background job ignores
   * SIGINT and leaves that to its children.
   */
  private static final ImmutableList<String> JAVA =
      ImmutableList.of(
          "env",
          "--default-signal=INT",
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-cp",
          classPath(),
          Main.class.getName());

  /** That of the tests, wherever the process is started. */
  private static String classPath() {
    String relative =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Splitter.on(File.pathSeparatorChar)
        .splitToStream(relative)
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private final Path directory;
  private final Path snapshot;
  private final EmbeddedRegistryOptions options;
  private final Map<String, EmbeddedRegistry> registries = new TreeMap<>();
  private final Map<String, String> otherHosts = new TreeMap<>();
  private final List<ManifestFile> manifests = new ArrayList<>();
  private volatile Instant now = Instant.parse("2026-11-23T02:00:00Z");

  public World(Path directory, EmbeddedRegistryOptions options) {
    this(directory, directory.resolve("snapshot"), options);
  }

  public World(Path directory, Path snapshot, EmbeddedRegistryOptions options) {
    this.directory = directory;
    this.snapshot = snapshot;
    this.options = options;
  }

  /** The registry behind a host name, started when first asked for. */
  public EmbeddedRegistry registry(String host) {
    return registries.computeIfAbsent(
        host,
        any -> {
          try {
            return EmbeddedRegistry.start(options);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  RegistryContents contents(String host) {
    return registry(host).contents();
  }

  /** Lets a host name stand for a registry that is not embedded. */
  void rename(String host, String to) {
    otherHosts.put(host, to);
  }

  /** Puts an image with its children into {@code host/path}. */
  public void put(String repository, SampleImage image, String... tags) {
    Repository where = Repository.parse(repository);
    contents(where.host()).put(where.path(), image, tags);
  }

  /** Deletes an image with its tags and the blobs it refers to. */
  void delete(String repository, SampleImage image) {
    Repository where = Repository.parse(repository);
    contents(where.host()).deleteBlobsOf(where.path(), image.digest());
    contents(where.host()).deleteManifest(where.path(), image.digest());
  }

  /** Empties a registry: no manifest, tag or blob is left. */
  void wipe(String host) {
    RegistryContents contents = contents(host);
    contents
        .state()
        .forEach(
            (path, held) -> {
              held.images().forEach(image -> contents.deleteManifest(path, image));
              held.blobs().forEach(blob -> contents.deleteBlob(path, blob));
            });
  }

  /** Starts a promoter manifest. */
  public ManifestFile manifest(String source, String... destinations) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve("manifest-" + manifests.size() + ".yaml");
    ManifestFile manifest = new ManifestFile(file, source, List.of(destinations));
    manifests.add(manifest);
    return manifest;
  }

  Path snapshot() {
    return snapshot;
  }

  /** Everything that every registry holds, by host and path. */
  ImmutableSortedMap<String, ImmutableSortedMap<String, RepositoryState>> state() {
    ImmutableSortedMap.Builder<String, ImmutableSortedMap<String, RepositoryState>> state =
        ImmutableSortedMap.naturalOrder();
    registries.forEach((host, registry) -> state.put(host, registry.contents().state()));
    return state.buildOrThrow();
  }

  /** Requests of a method to all registries. */
  long requests(String method) {
    return registries.values().stream().mapToLong(each -> each.counts().of(method)).sum();
  }

  long requests() {
    return registries.values().stream().mapToLong(each -> each.counts().total()).sum();
  }

  /** Counts from zero again. */
  void resetCounts() {
    registries.values().forEach(each -> each.counts().reset());
  }

  /** Lets time pass. */
  void pass(Duration duration) {
    now = now.plus(duration);
  }

  /** {@code snapshot take} over these manifests and registries. */
  Run takeSnapshot(String... more) {
    now = now.plus(Duration.ofDays(1));
    return run(words(ImmutableList.of("snapshot", "take", snapshotOption()), more));
  }

  /** The main job over these manifests and registries, with the snapshot if there is one. */
  Run reconcile(String... more) {
    return run(reconcileWords(more));
  }

  /** A scrub over these manifests and registries, with the snapshot. */
  Run scrub(String... more) {
    return run(words(ImmutableList.of("scrub", snapshotOption()), more));
  }

  /** {@code signatures verify} over these manifests and registries. */
  Run signatures(String... more) {
    return run(words(ImmutableList.of("signatures", "verify"), more));
  }

  /** The same as the main job with streams of the test's own. */
  ExitCode reconcileInto(OutputStream out, OutputStream err, String... more) {
    return new Cli(context(ImmutableMap.of(), out, err, new StopSignal()))
        .run(reconcileWords(more));
  }

  /**
   * The same in a process of its own, on the machine's own clock.
   *
   * @param out where its standard output goes
   */
  Process startReconcile(Path out, String... more) throws IOException {
    return reconcileProcess(out, more).start();
  }

  /** The words that start a process of the program; its arguments follow. */
  static ImmutableList<String> program() {
    return JAVA;
  }

  /** The same, yet to be started. */
  public ProcessBuilder reconcileProcess(Path out, String... more) {
    return process(reconcileWords(more)).redirectOutput(out.toFile());
  }

  /** The auditor, yet to be started. */
  ProcessBuilder auditProcess(String... more) {
    return process(auditWords(more));
  }

  /** The taking of a snapshot, yet to be started. */
  ProcessBuilder takeProcess() {
    return process(words(ImmutableList.of("snapshot", "take", snapshotOption())));
  }

  /** Any command line, with nothing added, yet to be started. */
  public static ProcessBuilder process(String... args) {
    return new ProcessBuilder(Stream.concat(JAVA.stream(), Arrays.stream(args)).toList());
  }

  private String[] reconcileWords(String... more) {
    return words(
        Files.isDirectory(snapshot)
            ? ImmutableList.of("reconcile", snapshotOption())
            : ImmutableList.of("reconcile"),
        more);
  }

  /** Any command line, with nothing added. */
  Run run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ProcessContext context = context(ImmutableMap.of(), out, err, new StopSignal());
    ExitCode code = new Cli(context).run(args);
    return new Run(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** The auditor of these registries, by these manifests, on any free port. */
  RunningAuditor audit(String... more) {
    return RunningAuditor.start(this, ImmutableMap.of(), auditWords(more));
  }

  /** The same in a process of its own, on the machine's own clock. */
  Process startAudit(Path out, String... more) throws IOException {
    return auditProcess(more)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
        .start();
  }

  private String[] auditWords(String... more) {
    return words(
        Files.isDirectory(snapshot)
            ? ImmutableList.of("audit", "--port=0", snapshotOption())
            : ImmutableList.of("audit", "--port=0"),
        more);
  }

  ProcessContext context(
      ImmutableMap<String, String> environment,
      OutputStream out,
      OutputStream err,
      StopSignal stop) {
    return new ProcessContext(
        environment,
        new StandardOutput(out),
        new PrintStream(err, true, UTF_8),
        () -> now,
        new VirtualTime(),
        stop);
  }

  /** What says to a command of another process where all this is. */
  String[] options(String... more) {
    return words(ImmutableList.of(snapshotOption()), more);
  }

  private String[] words(List<String> command, String... more) {
    Stream<String> files = manifests.stream().map(manifest -> "--manifest=" + manifest.path());
    Stream<String> embedded =
        registries.entrySet().stream().map(each -> rewrite(each.getKey(), each.getValue().host()));
    Stream<String> tls =
        options.tls().isEmpty()
            ? Stream.of()
            : Stream.concat(
                Stream.of("--ca-file=" + SharedAuthority.file()),
                registries.values().stream().map(each -> "--tls=" + each.host()));
    Stream<String> others =
        otherHosts.entrySet().stream().map(each -> rewrite(each.getKey(), each.getValue()));
    return Stream.of(command.stream(), files, embedded, tls, others, Arrays.stream(more))
        .flatMap(words -> words)
        .toArray(String[]::new);
  }

  /** What says to a command of another process where the registries are. */
  ImmutableList<String> rewrites() {
    return registries.entrySet().stream()
        .map(each -> rewrite(each.getKey(), each.getValue().host()))
        .collect(ImmutableList.toImmutableList());
  }

  private static String rewrite(String from, String to) {
    return "--rewrite=" + from + "=" + to;
  }

  private String snapshotOption() {
    return "--snapshot=" + snapshot;
  }

  @Override
  public void close() throws IOException {
    for (EmbeddedRegistry registry : registries.values()) {
      registry.close();
    }
  }
}
