package dev.reinstate.endtoend;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.Repository;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import dev.reinstate.scenario.Scenario;
import dev.reinstate.scenario.Symbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A scenario in registries that exist: its images are generated, its snapshot is taken from
 * registries that hold what was agreed, and then its own registries and manifests are set up.
 */
final class ScenarioWorld implements AutoCloseable {

  private static final Fault GONE = new Fault.Refusal(404, "BLOB_UNKNOWN", ImmutableMap.of());
  private static final Fault REFUSED = new Fault.Refusal(403, "DENIED", ImmutableMap.of());

  private final Scenario scenario;
  private final SampleImages samples = new SampleImages(7);
  private final Map<String, SampleImage> images = new TreeMap<>();
  private final Set<String> signed = new HashSet<>();
  private final World world;

  ScenarioWorld(Scenario scenario, Path directory, EmbeddedRegistryOptions options)
      throws IOException {
    this.scenario = scenario;
    this.world = new World(directory.resolve("now"), directory.resolve("snapshot"), options);
    scenario.names().forEach(this::image);
    takeSnapshot(directory);
    promote();
    scenario.live().forEach(this::hold);
  }

  World world() {
    return world;
  }

  Symbols symbols() {
    return new Symbols(Maps.transformValues(images, SampleImage::digest));
  }

  /** The options of the command line that the scenario asks for, and more. */
  String[] options(String... more) {
    List<String> words = new ArrayList<>(List.of(more));
    scenario.exclude().forEach(glob -> words.add("--exclude=" + glob));
    if (scenario.options().allowTagMoves()) {
      words.add("--allow-tag-moves");
    }
    if (scenario.options().restoreUnmanaged()) {
      words.add("--restore-unmanaged");
    }
    return words.toArray(String[]::new);
  }

  /** No computeIfAbsent: images are made of one another. */
  private SampleImage image(String name) {
    SampleImage known = images.get(name);
    if (known != null) {
      return known;
    }
    SampleImage made = make(scenario.kindOf(name));
    images.put(name, made);
    return made;
  }

  private SampleImage make(Scenario.ImageKind kind) {
    if (!kind.index().isEmpty()) {
      return index(kind.index().stream().map(this::image).toArray(SampleImage[]::new));
    }
    if (kind.referrerOf() != null) {
      return samples.referrer(image(kind.referrerOf()), "application/spdx+json", 300);
    }
    // Only the first signature of an image is a plain one: all plain ones are the same.
    if (kind.signatureOf() != null && signed.add(kind.signatureOf())) {
      return samples.cosignSignature(image(kind.signatureOf()));
    }
    return samples.oci(200, 100);
  }

  /** Two indexes of the same images differ in their media type. */
  private SampleImage index(SampleImage... children) {
    SampleImage index = samples.ociIndex(children);
    boolean taken =
        images.values().stream().anyMatch(known -> known.digest().equals(index.digest()));
    return taken ? samples.dockerList(children) : index;
  }

  private void takeSnapshot(Path directory) throws IOException {
    if (scenario.agreed().isEmpty()) {
      return;
    }
    try (World before =
        new World(
            directory.resolve("before"), world.snapshot(), EmbeddedRegistryOptions.defaults())) {
      for (Map.Entry<String, Scenario.AgreedImages> each : scenario.agreed().entrySet()) {
        agree(before, each.getKey(), each.getValue());
      }
      before
          .takeSnapshot()
          .endsWith(
              scenario.notHeld().isEmpty() && scenario.neverSeen().isEmpty()
                  ? ExitCode.DONE
                  : ExitCode.PARTIAL);
    }
    for (String repository : scenario.damaged()) {
      new StoredFiles(world.snapshot()).damage(Repository.parse(repository));
    }
  }

  private void agree(World before, String repository, Scenario.AgreedImages agreed)
      throws IOException {
    int slash = repository.lastIndexOf('/');
    String name = repository.substring(slash + 1);
    ManifestFile manifest = before.manifest("staging.example/then", repository.substring(0, slash));
    for (Map.Entry<String, String> tag : agreed.managed().entrySet()) {
      manifest.promote(name, image(tag.getValue()).digest(), symbols().tag(tag.getKey()));
    }
    for (String untagged : agreed.managedUntagged()) {
      manifest.promote(name, image(untagged).digest());
    }
    agreed.managed().forEach((tag, image) -> hold(before, repository, image, tag));
    agreed.unmanaged().forEach((tag, image) -> hold(before, repository, image, tag));
    agreed.managedUntagged().forEach(image -> before.put(repository, image(image)));
    agreed.unmanagedUntagged().forEach(image -> before.put(repository, image(image)));
    Repository where = Repository.parse(repository);
    scenario
        .neverSeen()
        .forEach(
            image ->
                before.contents(where.host()).deleteManifest(where.path(), image(image).digest()));
    scenario.notHeld().forEach(image -> hideBlobs(before, repository, image(image)));
  }

  private void hold(World before, String repository, String image, String tag) {
    before.put(repository, image(image), symbols().tag(tag));
  }

  private static void hideBlobs(World before, String repository, SampleImage image) {
    Preconditions.checkArgument(!image.blobs().isEmpty(), "an index has no blobs to hide");
    Set<String> hidden = Set.copyOf(image.blobs().keySet().stream().map(Object::toString).toList());
    before
        .registry(Repository.parse(repository).host())
        .faults()
        .always(
            target -> target.endpoint() == Endpoint.BLOB && hidden.contains(target.reference()),
            GONE);
  }

  private void promote() throws IOException {
    for (Scenario.Promotion promotion : scenario.desired()) {
      ManifestFile manifest =
          world.manifest(promotion.source(), promotion.destinations().toArray(String[]::new));
      world.registry(hostOf(promotion.source()));
      promotion.destinations().forEach(destination -> world.registry(hostOf(destination)));
      for (Map.Entry<String, Map<String, List<String>>> named : promotion.images().entrySet()) {
        for (Map.Entry<String, List<String>> image : named.getValue().entrySet()) {
          String[] tags = image.getValue().stream().map(symbols()::tag).toArray(String[]::new);
          manifest.promote(named.getKey(), image(image.getKey()).digest(), tags);
        }
      }
    }
    scenario.agreed().keySet().forEach(repository -> world.registry(hostOf(repository)));
    if (scenario.desired().isEmpty()) {
      world.manifest("staging.example/team", "us.example/prod");
    }
    Files.createDirectories(world.snapshot().getParent());
  }

  private void hold(String repository, Scenario.LiveImages held) {
    Repository where = Repository.parse(repository);
    RegistryContents contents = world.contents(where.host());
    held.tags()
        .forEach(
            (tag, name) -> {
              putAlone(contents, where.path(), image(name));
              contents.tag(where.path(), symbols().tag(tag), image(name).digest());
            });
    held.untagged().forEach(name -> putAlone(contents, where.path(), image(name)));
    if (held.unreadable()) {
      world
          .registry(where.host())
          .faults()
          .always(target -> target.repository().equals(where.path()), REFUSED);
    }
  }

  /** Without the children of an index, which the scenario lists where they are there. */
  private static void putAlone(RegistryContents contents, String path, SampleImage image) {
    image.blobs().forEach((digest, bytes) -> contents.putBlob(path, digest, bytes));
    contents.putManifest(path, image.manifest());
  }

  private static String hostOf(String repository) {
    return repository.substring(0, repository.indexOf('/'));
  }

  @Override
  public void close() throws IOException {
    world.close();
  }
}
