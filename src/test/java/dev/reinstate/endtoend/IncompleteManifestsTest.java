package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry that takes manifests without what they refer to, as the specification lets it. An
 * image that is there is taken for whole by every later run, so that none may ever be there without
 * being it, at whatever moment a run ends.
 */
final class IncompleteManifestsTest {

  private static final String HOST = "us.example";
  private static final String PATH = "prod/app";
  private static final String[] CONFIRMED = {"--confirm", "--max-missing=100"};

  private final SampleImages samples = new SampleImages(11);
  private final List<SampleImage> images =
      Stream.concat(
              Stream.generate(() -> samples.oci(30, 20)).limit(7),
              Stream.of(samples.ociIndex(samples.oci(30), samples.ociIndex(samples.oci(20)))))
          .toList();

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> noImageIsEverThereWithoutItsBlobsAndChildren() {
    return each(
        (world, registry) -> {
          Queue<String> incomplete = new ConcurrentLinkedQueue<>();
          world
              .registry(HOST)
              .latency()
              .set(
                  target -> {
                    incomplete.addAll(incomplete(registry));
                    return Duration.ZERO;
                  });
          world.reconcile(CONFIRMED).endsWith(ExitCode.DONE);
          assertEquals(List.of(), List.copyOf(incomplete));
          assertWhole(registry);
        });
  }

  @TestFactory
  Stream<DynamicTest> whereverARunBreaksOffTheNextOneCompletesIt() {
    return IntStream.rangeClosed(1, 40)
        .boxed()
        .flatMap(
            last ->
                each(
                    (world, registry) -> {
                      AtomicInteger left = new AtomicInteger(last);
                      world
                          .registry(HOST)
                          .faults()
                          .always(
                              target -> left.getAndDecrement() <= 0,
                              new Fault.Refusal(403, "DENIED"));
                      world.reconcile(CONFIRMED);
                      assertEquals(List.of(), incomplete(registry), "after request " + last);

                      world.registry(HOST).faults().clear();
                      world.reconcile(CONFIRMED).endsWith(ExitCode.DONE);
                      assertWhole(registry);
                    }));
  }

  private interface Check {
    void run(World world, RegistryContents registry) throws IOException;
  }

  /** Every second image has its blobs in place, once with each form of listing. */
  private Stream<DynamicTest> each(Check check) {
    return Stream.of(ListingStyle.values())
        .map(
            listing ->
                DynamicTest.dynamicTest(
                    listing.name(),
                    () -> {
                      Path own = Files.createTempDirectory(directory, "world");
                      EmbeddedRegistryOptions options =
                          EmbeddedRegistryOptions.defaults().withListing(listing);
                      try (World world = new World(own, options)) {
                        damage(world);
                        check.run(world, world.contents(HOST));
                      }
                    }));
  }

  private void damage(World world) throws IOException {
    ManifestFile manifest = world.manifest("staging.example/team", HOST + "/prod");
    RegistryContents registry = world.contents(HOST);
    for (int i = 0; i < images.size(); i++) {
      SampleImage image = images.get(i);
      manifest.promote("app", image.digest(), "v" + i);
      world.put("staging.example/team/app", image);
      if (i % 2 == 0) {
        world.put(HOST + "/" + PATH, image);
        registry.deleteManifest(PATH, image.digest());
      }
    }
  }

  private static ImmutableList<String> incomplete(RegistryContents registry) {
    ImmutableList.Builder<String> incomplete = ImmutableList.builder();
    if (registry.state().containsKey(PATH)) {
      for (DescriptorDigest image : registry.state().get(PATH).images()) {
        if (!isComplete(registry, image)) {
          incomplete.add(image.toString());
        }
      }
    }
    return incomplete.build();
  }

  private static boolean isComplete(RegistryContents registry, DescriptorDigest image) {
    try {
      ManifestReferences references =
          ManifestReferences.of(registry.manifest(PATH, image).orElseThrow());
      return references.blobs().stream()
              .allMatch(blob -> registry.blob(PATH, blob.digest()).isPresent())
          && references.children().stream()
              .allMatch(child -> registry.manifest(PATH, child.digest()).isPresent());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertWhole(RegistryContents registry) {
    assertEquals(List.of(), incomplete(registry));
    for (SampleImage image : images) {
      assertTrue(registry.manifest(PATH, image.digest()).isPresent());
    }
  }
}
