package dev.reinstate.proof;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.Documents;
import dev.reinstate.snapshot.PlausibleTime;
import dev.reinstate.snapshot.SnapshotProblem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The documents of one kind of proofs. */
record ProofDocuments(Documents documents, ProofKind kind) {

  /** What is older tells nothing: else a store would take longer to read every night. */
  private static final Duration OLDEST = Duration.ofDays(366);

  /** Each of a million places takes some 30 MB until it is added to the others. */
  private static final int AT_ONCE = 16;

  /** Only the same suffix in the same second can take a name. */
  private static final int MOST_ATTEMPTS = 100;

  /** What is known of a run besides its places. */
  record Run(Instant begun, Instant ended, ProofLevel level, long from, Proof.Counts counts) {
    static Run of(Proof proof) {
      return new Run(proof.begun(), proof.ended(), proof.level(), proof.from(), proof.counts());
    }
  }

  private record Read(ProofName name, Optional<Proof> proof, String fault) {}

  ProofHistory load(Instant now) throws IOException {
    List<ProofName> names =
        documents.names(ProofName.from(kind, now.minus(OLDEST))).stream()
            .map(name -> ProofName.parse(kind, name))
            .flatMap(Optional::stream)
            .toList();
    FanOut fanOut = new FanOut(AT_ONCE);
    List<Run> runs = new ArrayList<>();
    Visits visits = new Visits(runs);
    ImmutableList.Builder<SnapshotProblem> problems = ImmutableList.builder();
    for (List<ProofName> some : Lists.partition(names, AT_ONCE)) {
      for (Read read : fanOut.map(some, name -> read(name, now))) {
        if (read.proof().isPresent()) {
          Proof proof = read.proof().get();
          runs.add(Run.of(proof));
          visits.add(runs.size() - 1, proof);
        } else {
          problems.add(new SnapshotProblem("proof " + read.name(), read.fault()));
        }
      }
    }
    return new ProofHistory(ImmutableList.copyOf(runs), visits, problems.build());
  }

  private Read read(ProofName name, Instant now) {
    try {
      Proof proof = ProofCodec.decode(kind, "proof " + name, documents.read(name.toString()));
      return fault(name, proof, now)
          .map(fault -> new Read(name, Optional.empty(), fault))
          .orElseGet(() -> new Read(name, Optional.of(proof), ""));
    } catch (DamagedSnapshotException e) {
      return new Read(name, Optional.empty(), e.getMessage());
    } catch (IOException e) {
      return new Read(name, Optional.empty(), "cannot be read: " + e);
    }
  }

  /** Why what it says of its time is not believed. */
  private static Optional<String> fault(ProofName name, Proof proof, Instant now) {
    if (PlausibleTime.isAhead(proof.ended(), now)) {
      return Optional.of(
          "it is dated %s, ahead of this machine's clock, %s; it tells nothing until then"
              .formatted(proof.ended(), now));
    }
    long later = name.time().getEpochSecond() - proof.begun().getEpochSecond();
    return later < 0 || later >= MOST_ATTEMPTS
        ? Optional.of("its run began at " + proof.begun() + ", which is not what its name says")
        : Optional.empty();
  }

  String append(Proof proof, String suffix) throws IOException {
    byte[] bytes = ProofCodec.encode(kind, proof);
    ProofName name = new ProofName(kind, proof.begun(), suffix);
    for (int attempt = 1; ; attempt++) {
      try {
        documents.create(name.toString(), bytes);
        return name.toString();
      } catch (FileAlreadyExistsException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
        name = name.next();
      }
    }
  }
}
