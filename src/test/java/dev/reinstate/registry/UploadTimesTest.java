package dev.reinstate.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When images were uploaded, where listings tell and somebody asks. */
final class UploadTimesTest {

  private static final Instant OLD = Instant.parse("2021-03-04T05:06:07.008Z");
  private static final Instant NEW = Instant.parse("2024-03-04T05:06:07.008Z");

  private final SampleImage image = new SampleImages(7).oci(10);

  @Test
  void ofAllListingsTheEarliestTimeCounts() throws IOException {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults())) {
      for (String path : ImmutableList.of("a", "b")) {
        registry.contents().put(path, image, "v1");
      }
      registry.contents().uploadedAt("a", image.digest(), NEW);
      registry.contents().uploadedAt("b", image.digest(), OLD);
      assertEquals(Optional.of(NEW), read(registry.host(), "a").of(image.digest()));
      assertEquals(Optional.of(OLD), read(registry.host(), "a", "b").of(image.digest()));
      assertEquals(Optional.of(OLD), read(registry.host(), "b", "a").of(image.digest()));
    }
  }

  @Test
  void whoDoesNotAskIsToldTheSameOtherwise() throws IOException {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults())) {
      registry.contents().put("a", image, "v1");
      Repository repository = new Repository(registry.host(), "a");
      try (RegistryClient plain = RegistryClient.open(settings());
          RegistryClient asking = RegistryClient.open(settings().withUploads(UploadTimes.kept()))) {
        Expectation nothing = Expectation.of(ImmutableList.of(), ImmutableList.of());
        LiveRepository read = plain.reader().read(repository, nothing);
        assertEquals(read, asking.reader().read(repository, nothing));
        assertEquals(Optional.empty(), UploadTimes.IGNORED.of(image.digest()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"0\"", "\"-5\"", "\"soon\"", "\"\"", "null", "{}", "99999999999999999999"})
  void whatIsNoTimeIsAsGoodAsNone(String time) throws IOException {
    DescriptorDigest digest = image.digest();
    String body =
        "{\"manifest\":{\"" + digest + "\":{\"timeUploadedMs\":" + time + "}},\"tags\":[]}";
    try (HostileRegistry registry =
        HostileRegistry.sending("HTTP/1.1 200 OK\nContent-Type: application/json", body)) {
      assertEquals(Optional.empty(), read(registry.host(), "a").of(digest));
    }
  }

  private static UploadTimes read(String host, String... paths) throws IOException {
    UploadTimes times = UploadTimes.kept();
    try (RegistryClient client = RegistryClient.open(settings().withUploads(times))) {
      for (String path : paths) {
        LiveRepository read =
            client
                .reader()
                .read(
                    new Repository(host, path),
                    Expectation.of(ImmutableList.of(), ImmutableList.of()));
        assertEquals(LiveRepository.Contents.class, read.getClass(), read.toString());
      }
    }
    return times;
  }

  private static RegistrySettings settings() {
    return RegistrySettings.defaults(ImmutableMap.of());
  }
}
