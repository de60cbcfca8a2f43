package dev.reinstate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.tls.SandboxAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a workload is elsewhere: who is told of TLS, and what waits for how long. */
final class DistanceTest {

  private static final Addresses TWO = new Addresses(ImmutableList.of("a:1", "b:2"));

  @TempDir private Path directory;
  private Setting near;

  @BeforeEach
  void prepare() {
    near =
        new Setting(
            directory,
            Program.at("reinstate", Path.of("/opt/reinstate")),
            new Peers(ImmutableMap.of()),
            ImmutableList.of(),
            3,
            Duration.ofMillis(20),
            Setting.Size.QUICK,
            true);
  }

  @Test
  void everyoneTrustsTheCertificatesAndReinstateIsToldWhoSpeaksTls() throws Exception {
    Setting there = near.at(Distance.TLS);
    Map<String, String> trust =
        Map.of("SSL_CERT_FILE", directory.resolve("authority.pem").toString());
    assertTrue(Files.readString(directory.resolve("authority.pem")).contains("CERTIFICATE"));
    Command reinstate = there.secured(near.reinstate().with("scrub"), TWO);
    assertEquals(
        ImmutableList.of("/opt/reinstate", "scrub", "--tls=a:1", "--tls=b:2"), reinstate.words());
    assertEquals(trust, reinstate.environment());
    Command crane = there.secured(Command.of("/opt/crane", "digest"), TWO);
    assertEquals(ImmutableList.of("/opt/crane", "digest"), crane.words());
    assertEquals(trust, crane.environment());
  }

  @Test
  void plainHttpNeedsNothing() throws Exception {
    Command command = near.reinstate().with("scrub");
    assertEquals(command, near.at(Distance.LATENCY).secured(command, TWO));
  }

  @Test
  void anotherContinentIsSixTimesAsFarAndConnectionsWaitTwice() {
    Duration far = Distance.TLS_FAR.latency(near);
    assertEquals(Duration.ofMillis(120), far);
    assertEquals(Duration.ofMillis(240), Distance.TLS_FAR.connecting(far));
    assertEquals(Duration.ZERO, Distance.LATENCY.connecting(Distance.LATENCY.latency(near)));
    assertEquals(
        ", TLS and HTTP/2, 120 ms a request, 240 ms a connection", Distance.TLS_FAR.text(near));
  }

  @Test
  void formsHaveNamesOfTheirOwn() {
    assertTrue(Workloads.names().contains("deleted-tls-far"), Workloads.names().toString());
    assertTrue(Workloads.find("deleted-tls-far").needsFront());
    assertFalse(Workloads.find("deleted-latency").needsFront());
  }

  @Test
  void registriesAreLookedIntoOverTls() throws Exception {
    SandboxAuthority issuer = SandboxAuthority.create(InstantSource.system());
    Path pem = directory.resolve("own.pem");
    issuer.write(pem);
    Path other = directory.resolve("other.pem");
    SandboxAuthority.create(InstantSource.system()).write(other);
    try (EmbeddedRegistry registry =
        EmbeddedRegistry.start(
            EmbeddedRegistryOptions.defaults()
                .withTls(issuer.issue(SandboxAuthority.LOOPBACK).context()))) {
      SampleImage image = new StoredImages(1, 1024).image(0);
      String origin = "https://" + registry.host();
      try (RegistryHttp http = new RegistryHttp(origin, Optional.of(Certificates.trusting(pem)))) {
        http.putBlob(
            "a",
            image.blobs().keySet().asList().getFirst(),
            image.blobs().values().asList().getFirst());
        assertTrue(http.hasBlob("a", image.blobs().keySet().asList().getFirst()));
      }
      try (RegistryHttp http =
          new RegistryHttp(origin, Optional.of(Certificates.trusting(other)))) {
        assertThrows(
            IOException.class, () -> http.hasBlob("a", image.blobs().keySet().asList().getFirst()));
      }
    }
  }
}
