package dev.reinstate.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the auditor itself does about a tag that somebody moved. */
@Timeout(120)
final class AuditRepairTest extends TwoImagesOnTwoHosts {

  private static final String APP = "us.example/prod/app";
  private static final Pattern REPAIR = Pattern.compile("Repair of " + APP + "\n");

  private SampleImage intruder;
  private Path lease;

  @BeforeEach
  void moveTheTagOfOneAndDeleteTheOther() {
    lease = directory.resolve("lease.json");
    intruder = samples.oci(50);
    world.takeSnapshot().endsWith(ExitCode.DONE);
    world.put(APP, intruder, "v1");
    world.delete("us.example/prod/lib", lib);
  }

  @Test
  void withoutConfirmThePlanIsLoggedAndNothingIsWritten() {
    var before = world.state();
    try (RunningAuditor auditor = world.audit("--reconcile-on-reject")) {
      pushTheMove(auditor);
      auditor.awaitSaid(REPAIR);
      auditor.awaitSaid(Pattern.compile("scripts/reinstate reconcile .*--include=" + APP));
      assertFalse(auditor.said().contains("prod/lib"), auditor::said);
      assertEquals(ExitCode.DONE, auditor.stop());
    }
    assertEquals(before, world.state());
  }

  @Test
  void withConfirmExactlyThatRepositoryIsPutRight() {
    try (RunningAuditor auditor = confirming()) {
      pushTheMove(auditor);
      auditor.awaitSaid(REPAIR);
      assertEquals(ExitCode.DONE, auditor.stop());
      assertFalse(auditor.said().contains("prod/lib"), auditor::said);
    }
    assertEquals(Optional.of(app.digest()), tag());
    assertEquals(Optional.empty(), world.contents("us.example").manifest("prod/lib", lib.digest()));
  }

  @Test
  void whatTheGateRefusesIsLeftAndTheLogSaysHowToApproveIt() {
    try (RunningAuditor auditor = confirming("--max-tag-moves=0")) {
      pushTheMove(auditor);
      auditor.awaitSaid(Pattern.compile("Refused: this is larger than an everyday plan"));
      auditor.awaitSaid(Pattern.compile("--include=" + APP + " --confirm --approve=[0-9a-f]{64}"));
      assertEquals(ExitCode.DONE, auditor.stop());
    }
    assertEquals(Optional.of(intruder.digest()), tag());
  }

  @Test
  void whileAnotherRunHoldsTheLeaseNothingIsWrittenAndTheLogSaysWhoAndWhatToDo()
      throws IOException {
    Files.writeString(
        lease,
        "{\"holder\": \"ci-k8sio-reinstate, build 7\", \"run\": \"x\","
            + " \"expires\": \"2099-01-01T00:00:00Z\"}");
    try (RunningAuditor auditor = confirming()) {
      pushTheMove(auditor);
      auditor.awaitSaid(
          Pattern.compile(APP + " is not repaired: another run is at work: ci-k8sio"));
      auditor.awaitSaid(
          Pattern.compile("→ scripts/reinstate reconcile .*--include=" + APP + " --confirm"));
      assertEquals(ExitCode.DONE, auditor.stop());
    }
    assertEquals(Optional.of(intruder.digest()), tag());
  }

  @Test
  void aRegistryThatDoesNotAnswerIsNoReasonToFail() {
    world.registry("us.example").faults().always(target -> true, new Fault.Refusal(500, "UNKNOWN"));
    try (RunningAuditor auditor = confirming()) {
      pushTheMove(auditor);
      auditor.awaitSaid(Pattern.compile("! unreadable app"));
      assertEquals(ExitCode.DONE, auditor.stop());
    }
  }

  @Test
  void stoppingWaitsForTheRepairAtWork() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    world
        .registry("us.example")
        .latency()
        .set(
            target -> {
              if (target.method().equals("PUT") && target.endpoint() == Endpoint.MANIFEST) {
                writing.countDown();
                await(release);
              }
              return Duration.ZERO;
            });
    try (RunningAuditor auditor = confirming()) {
      pushTheMove(auditor);
      assertTrue(writing.await(20, TimeUnit.SECONDS));
      Thread stopping = Thread.startVirtualThread(auditor::stop);
      auditor.awaitNoMoreConnections();
      assertTrue(stopping.isAlive(), "the repair is not done yet");
      release.countDown();
      assertEquals(ExitCode.DONE, auditor.stop());
    }
    assertEquals(Optional.of(app.digest()), tag());
  }

  private RunningAuditor confirming(String... more) {
    String[] words = new String[more.length + 3];
    words[0] = "--reconcile-on-reject";
    words[1] = "--confirm";
    words[2] = "--lease=" + lease;
    System.arraycopy(more, 0, words, 3, more.length);
    return world.audit(words);
  }

  private void pushTheMove(RunningAuditor auditor) {
    auditor.push(RegistryEvents.tagged(APP, intruder.digest(), "v1"));
  }

  private Optional<?> tag() {
    return world.contents("us.example").resolve("prod/app", "v1");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
