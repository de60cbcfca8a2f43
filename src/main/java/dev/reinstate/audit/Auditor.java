package dev.reinstate.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.audit.EventParser.ParsedEvent;
import dev.reinstate.audit.RepeatedFaults.Fault;
import dev.reinstate.audit.followed.ReferenceState;
import dev.reinstate.audit.followed.ReferenceStateSource;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.audit.rules.CachedJournal;
import dev.reinstate.audit.rules.EventContext;
import dev.reinstate.audit.rules.ImageRelations;
import dev.reinstate.audit.rules.Judge;
import dev.reinstate.audit.rules.RegistryEvent;
import dev.reinstate.audit.rules.Verdict;
import dev.reinstate.audit.rules.Verdict.Reason;
import dev.reinstate.audit.rules.Verdict.Rejected;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.snapshot.SnapshotStore;
import dev.reinstate.snapshot.journal.WriteJournal;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Judges one registry event at a time by manifests, snapshot and journal. */
public final class Auditor implements DeliveryHandler {

  private static final int FAULTS_REMEMBERED = 10_000;

  private final ReferenceStateSource truths;
  private final ImageRelations relations;
  private final Remedies remedies;
  private final RepeatedFaults faults;

  /**
   * @param images reads the indexes that no snapshot knows
   * @param journal where confirmed runs announce their writes: the snapshot store, if there is one
   * @param reconcile the constant words of the command that puts a repository right: program,
   *     {@code reconcile}, and the options for manifests and snapshot
   * @param fanOut how many manifests are read at once
   * @param pause waits so long; the journal is not listed all the time
   */
  public Auditor(
      ReferenceStateSource truths,
      ImageReader images,
      Optional<SnapshotStore> journal,
      ImmutableList<String> reconcile,
      FanOut fanOut,
      InstantSource clock,
      Consumer<Duration> pause) {
    this.truths = truths;
    CachedJournal announced = new CachedJournal(journal.map(WriteJournal::new), clock, pause);
    this.relations = new ImageRelations(images, announced, fanOut, clock);
    this.remedies = new Remedies(reconcile);
    this.faults = new RepeatedFaults(clock, FAULTS_REMEMBERED);
  }

  @Override
  public AuditRecord handle(Delivery delivery) throws IOException {
    return switch (EventParser.parse(delivery)) {
      case ParsedEvent.Event parsed -> judged(delivery, parsed.event());
      case ParsedEvent.Malformed parsed -> unparsable(delivery, parsed.why());
    };
  }

  /** When the message comes again, it is an alarm again if it was one. */
  @Override
  public void unsaid(AuditRecord judged) {
    if (judged.verdict() instanceof Rejected rejected && judged.repeat() == 0) {
      faults.forget(Fault.of(rejected.reason(), judged.event()));
    }
  }

  private AuditRecord judged(Delivery delivery, RegistryEvent event) throws IOException {
    ReferenceState known = truths.current();
    AuditRecord judged = judged(delivery, event, known);
    if (judged.verdict() instanceof Rejected) {
      // It may have been merged a moment ago.
      ReferenceState fresh = truths.fresh();
      judged = fresh.equals(known) ? judged : judged(delivery, event, fresh);
    }
    return judged.verdict() instanceof Rejected rejected
        ? judged.withRepeat(repeat(rejected, judged.event()))
        : judged;
  }

  private AuditRecord judged(Delivery delivery, RegistryEvent event, ReferenceState reference)
      throws IOException {
    EventContext context =
        new EventContext(event.repository(), reference, delivery.published(), relations);
    Verdict verdict = Judge.judge(event, context);
    Optional<RegistryEvent> subject = Optional.of(event);
    return new AuditRecord(
        delivery,
        subject,
        Payload.of(event).toString(),
        verdict,
        labels(subject, verdict, reference.commit()),
        verdict instanceof Rejected rejected
            ? Optional.of(remedies.of(event, rejected, context))
            : Optional.empty(),
        /* repeat= */ 0);
  }

  private AuditRecord unparsable(Delivery delivery, String why) {
    Rejected verdict = new Rejected(Reason.UNPARSABLE, why, Optional.empty(), Optional.empty());
    return new AuditRecord(
        delivery,
        Optional.empty(),
        "",
        verdict,
        labels(Optional.empty(), verdict, Optional.empty()),
        Optional.of(Remedies.unparsable(delivery)),
        repeat(verdict, Optional.empty()));
  }

  /** What logs are filtered by. */
  private static ImmutableMap<String, String> labels(
      Optional<RegistryEvent> event, Verdict verdict, Optional<String> commit) {
    ImmutableMap.Builder<String, String> labels = ImmutableMap.builder();
    event.ifPresent(
        each -> {
          labels.put("repository", each.repository().toString());
          each.digest().ifPresent(digest -> labels.put("digest", digest.toString()));
          each.tag().ifPresent(tag -> labels.put("tag", tag));
        });
    labels.put("verdict", verdict.word());
    if (verdict instanceof Rejected rejected) {
      labels.put("reason", rejected.reason().word());
    }
    commit.ifPresent(id -> labels.put("commit", id));
    return labels.buildOrThrow();
  }

  private int repeat(Rejected verdict, Optional<RegistryEvent> event) {
    return faults.count(Fault.of(verdict.reason(), event));
  }
}
