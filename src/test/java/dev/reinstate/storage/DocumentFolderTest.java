package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.StorageOptions;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.network.Network;
import dev.reinstate.snapshot.Documents;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places for documents alone: a directory, a bucket of ours, and one that is not ours. */
final class DocumentFolderTest {

  private static final byte[] ONE = "{\"one\":1}".getBytes(UTF_8);
  private static final byte[] TWO = "{\"two\":2}".getBytes(UTF_8);

  @TempDir private Path directory;

  @Test
  void aDirectoryIsMadeByTheFirstDocumentAndHasNothingElse() throws IOException {
    Path place = directory.resolve("deep/results");
    try (DocumentFolder folder = open(place.toString(), ImmutableMap.of())) {
      assertKeeps(folder);
      assertEquals(place + "/", folder.toString());
      Files.createDirectories(place.resolve("below"));
      Files.write(place.resolve("below/c.json"), ONE);
      assertEquals(ImmutableSet.of("a", "b"), folder.documents().names(""));
    }
    try (Stream<Path> files = Files.list(place.resolve(".growing"))) {
      assertEquals(0, files.count());
    }
    try (Stream<Path> files = Files.list(place)) {
      assertEquals(
          ImmutableSet.of("a.json", "b.json", "below", ".growing"),
          files.map(file -> file.getFileName().toString()).collect(ImmutableSet.toImmutableSet()));
    }
  }

  @Test
  void filesOfOthersInADirectoryAreLeftAlone() throws IOException {
    Path notes = Files.writeString(directory.resolve("growing-tomatoes.txt"), "water them");
    Files.setLastModifiedTime(notes, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    try (DocumentFolder folder = open(directory.toString(), ImmutableMap.of())) {
      folder.documents().create("a", ONE);
    }
    assertEquals("water them", Files.readString(notes));
  }

  @Test
  void whatCouldNotBeReadAgainIsRefused() throws IOException {
    Documents here = DirectoryRoot.documents(directory.resolve("place"), ONE.length - 1);
    assertRefused(here, directory.resolve("place/a.json").toString());
    assertFalse(Files.exists(directory.resolve("place")));
    try (BucketServer server = new BucketServer("results")) {
      StorageOptions options =
          StorageOptions.http()
              .setHost(server.host())
              .setProjectId("test")
              .setCredentials(NoCredentials.getInstance())
              .build();
      Documents there =
          BucketRoot.documents(
              BucketLocation.parse("gs://results"),
              options.getService(),
              GoogleCloudStoreTest.waits(),
              ONE.length - 1);
      assertRefused(there, "gs://results/a.json");
      assertTrue(server.objects.get("a.json").isEmpty());
    }
  }

  private static void assertRefused(Documents place, String location) {
    IOException refused = assertThrows(IOException.class, () -> place.create("a", ONE));
    assertEquals(
        location + " would have 9 bytes, and no more than 8 can be read again; it was not written",
        refused.getMessage());
  }

  @Test
  void aFileIsNoPlace() throws IOException {
    Path file = Files.write(directory.resolve("result.json"), ONE);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> open(file.toString(), ImmutableMap.of()));
    assertTrue(refused.getMessage().contains("is a file"), refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> open("s3://bucket", ImmutableMap.of()));
  }

  @Test
  void aBucketOrAPartOfItIsAPlace() throws IOException {
    try (BucketServer server = new BucketServer("results")) {
      assertKeepsIn(server.host(), "gs://results");
      assertKeepsIn(server.host(), "gs://results/deep/er/");
      assertTrue(server.objects.get("a.json").isPresent());
      assertTrue(server.objects.get("deep/er/a.json").isPresent());
      assertTrue(server.objects.get("oci-layout").isEmpty(), "it is no store");
      assertEquals(0, server.retentionViolations());
    }
  }

  @Test
  void soIsOneOfAServerThatIsNotOurs() throws IOException {
    Assumptions.assumeTrue(FakeGcsServer.binary().isPresent(), "fake-gcs-server is not on PATH");
    try (FakeGcsServer server =
        FakeGcsServer.start(FakeGcsServer.binary().orElseThrow(), "results")) {
      assertKeepsIn(server.host(), "gs://results");
      assertKeepsIn(server.host(), "gs://results/deep/er");
    }
  }

  private static void assertKeepsIn(String host, String location) throws IOException {
    try (DocumentFolder folder = open(location, ImmutableMap.of(GoogleAccess.EMULATOR, host))) {
      assertKeeps(folder);
      assertEquals(location.replaceFirst("/?$", "/"), folder.toString());
    }
  }

  private static void assertKeeps(DocumentFolder folder) throws IOException {
    Documents documents = folder.documents();
    assertEquals(ImmutableSet.of(), documents.names(""));
    assertThrows(NoSuchFileException.class, () -> documents.read("a"));
    documents.create("b", TWO);
    documents.create("a", ONE);
    assertThrows(FileAlreadyExistsException.class, () -> documents.create("a", TWO));
    assertArrayEquals(ONE, documents.read("a"));
    assertEquals(ImmutableSet.of("a", "b"), documents.names(""));
    assertEquals(ImmutableSet.of("b"), documents.names("b"));
  }

  private static DocumentFolder open(String location, ImmutableMap<String, String> environment) {
    GoogleAccess google = new GoogleAccess(environment, Network.of(environment), host -> host);
    return Stores.documents(location, google, GoogleCloudStoreTest.waits());
  }
}
