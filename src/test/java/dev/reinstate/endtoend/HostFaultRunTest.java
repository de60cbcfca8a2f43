package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.network.TestAuthority;
import dev.reinstate.network.TlsServer;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run over two hosts, one of which cannot be spoken to. */
final class HostFaultRunTest {

  private static final String SOUND = "eu.example";
  private static final String FAULTY = "us.example";
  private static final String EMPTY =
      """
      HTTP/1.1 404 Not Found
      Content-Type: application/json
      Content-Length: 38

      {"errors":[{"code":"NAME_UNKNOWN"}]}\s\s"""
          .replace("\n", "\r\n");

  private static final int REPOSITORIES = 30;

  @TempDir private Path directory;
  private World world;

  @BeforeEach
  void promote() throws IOException {
    SampleImage image = new SampleImages(1).oci(30);
    world = new World(directory, EmbeddedRegistryOptions.defaults());
    ManifestFile manifest = world.manifest(SOUND + "/team", SOUND + "/prod", FAULTY + "/prod");
    for (int i = 0; i < REPOSITORIES; i++) {
      manifest.promote("app-" + i, image.digest(), "v1");
      world.put(SOUND + "/team/app-" + i, image, "v1");
      world.put(SOUND + "/prod/app-" + i, image, "v1");
    }
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  @Test
  void itsCertificateIsSaidToBeRefusedOnceAndCountedForEachRepository() throws Exception {
    TestAuthority unknown = TestAuthority.create("CN=Unknown");
    try (TlsServer server = TlsServer.saying(unknown.issue("127.0.0.1"), EMPTY)) {
      world.rename(FAULTY, server.host());
      Run run = world.reconcile("--tls=" + server.host()).endsWith(ExitCode.PARTIAL);
      String sentence = ": its certificate is from an authority that is not trusted here";
      assertEquals(2, Splitter.on(sentence).splitToList(run.out() + run.err()).size(), run.out());
      assertTrue(run.out().contains("and " + (REPOSITORIES - 1) + " more: "), run.out());
      assertTrue(run.out().contains("unreadable " + REPOSITORIES), run.out());
      assertEquals(1, server.connections());

      Path trusted = unknown.write(directory.resolve("ca.pem"));
      Run read = world.reconcile("--tls=" + server.host(), "--ca-file=" + trusted);
      assertFalse(read.out().contains("unreadable"), read.out());
      assertTrue(read.out().contains("restore-image " + REPOSITORIES), read.out());
    }
  }

  @Test
  void aSnapshotSaysItOnceToo() throws Exception {
    TestAuthority unknown = TestAuthority.create("CN=Unknown");
    try (TlsServer server = TlsServer.start(unknown.issue("127.0.0.1"))) {
      world.rename(FAULTY, server.host());
      Run run = world.takeSnapshot("--tls=" + server.host()).endsWith(ExitCode.PARTIAL);
      String those = FAULTY + "/prod and " + REPOSITORIES + " more: ";
      assertTrue(run.out().contains(those), run.out());
      assertEquals(1, server.connections());
    }
  }
}
