package io.leat.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The directions of dependencies. Every message says what to do instead. */
@AnalyzeClasses(
        packages = "io.leat",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.ProductOnly.class})
class ArchitectureTest {
    private static final String LOG = "io.leat.log..";
    private static final String WORKER = "io.leat.connect..";
    private static final String CONNECTORS = "io.leat.connector..";
    private static final String LINE_PROTOCOL = "io.leat.lineprotocol..";
    private static final String CLI = "io.leat.cli..";

    /** The fixtures start Apache's servers; they are no part of the product. */
    static final class ProductOnly implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/io/leat/testing/") && !location.contains("/io/leat/architecture/");
        }
    }

    @ArchTest
    static final ArchRule theLogKnowsNobodyAboveIt = noClasses()
            .that()
            .resideInAPackage(LOG)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WORKER, CONNECTORS, LINE_PROTOCOL, CLI, "org.apache.kafka.connect..")
            .because("calls go down and values come back up: hand the log what it needs as an argument");

    @ArchTest
    static final ArchRule theWorkerUsesTheLogByItsRootTypeAndItsClients = noClasses()
            .that()
            .resideInAPackage(WORKER)
            .should()
            .dependOnClassesThat(resideInAPackage(LOG)
                    .and(not(resideInAnyPackage("io.leat.log", "io.leat.log.client", "io.leat.log.broker"))))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(CONNECTORS, LINE_PROTOCOL, CLI)
            .because("Kafka's Producer and Consumer are the port between worker and log: go through them");

    @ArchTest
    static final ArchRule connectorsUseTheContractAlone = noClasses()
            .that()
            .resideInAPackage(CONNECTORS)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            LOG, WORKER, CLI, "org.apache.kafka.connect.runtime..", "org.apache.kafka.clients..")
                    .and(not(resideInAPackage(CONNECTORS)))
                    // SinkTask and SourceTask themselves speak of them.
                    .and(not(type(OffsetAndMetadata.class).or(type(RecordMetadata.class)))))
            .because("a connector is a plugin that runs in Apache's own worker too: it has connect-api and no runtime");

    @ArchTest
    static final ArchRule connectorsDoNotKnowEachOther = slices().matching("io.leat.connector.(*)..")
            .should()
            .notDependOnEachOther()
            .because("each is installed alone: what two need is a module of its own");

    @ArchTest
    static final ArchRule theLineProtocolIsPure = noClasses()
            .that()
            .resideInAPackage(LINE_PROTOCOL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.net..",
                    "org.apache.kafka..",
                    "org.slf4j..")
            .because("bytes in, values out: files and sockets are the connectors' edge packages");

    @ArchTest
    static final ArchRule nobodyUsesTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CLI)
            .because("cli wires the others");

    @ArchTest
    static final ArchRule oneDoorToTheDisk = noClasses()
            .that()
            .resideInAPackage(LOG)
            .and()
            .resideOutsideOfPackage("io.leat.log.disk..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Files.class, FileChannel.class, RandomAccessFile.class)
            .orShould()
            .dependOnClassesThat(simpleNameEndingWith("InputStream").and(fileStream()))
            .because("io.leat.log.disk is the only package that opens files: tests replace it by a disk that fails");

    @ArchTest
    static final ArchRule whatDecidesDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.leat.log.record..", "io.leat.log.group..", "io.leat.log.topic..", "io.leat.log.transaction..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..")
            .because("record, group, topic and transaction decide; disk and clients act");

    @ArchTest
    static final ArchRule theWorkersRulesArePure = noClasses()
            .that()
            .resideInAnyPackage("io.leat.connect.lifecycle..", "io.leat.connect.pipeline..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "java.util.concurrent..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .because("lifecycle and pipeline decide; task and worker run what they decided");

    @ArchTest
    static final ArchRule clocksAreHandedIn = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .because("time comes in as InstantSource or as an argument, so that tests can turn it");

    @ArchTest
    static final ArchRule chanceIsHandedIn = noClasses()
            .that()
            // The two edges where a seed begins; what they build takes the Random.
            .doNotHaveFullyQualifiedName("io.leat.log.client.LocalProducer")
            .and()
            .doNotHaveFullyQualifiedName("io.leat.connect.worker.TaskBuilder")
            .should()
            .callConstructor(Random.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocalRandom.class)
            .because("a Random comes in with its seed, so that a run can be repeated");

    /** Classes of our own under the names by which plugins of others know them. */
    private static final DescribedPredicate<JavaClass> OURS_FOR_PLUGINS = DescribedPredicate.describe(
            "are ours",
            type -> Set.of(
                            "org.apache.kafka.connect.runtime.InternalSinkRecord",
                            "org.apache.kafka.connect.runtime.WorkerSinkTaskContext",
                            "org.apache.kafka.connect.runtime.errors.ProcessingContext")
                    .contains(type.getName()));

    @ArchTest
    static final ArchRule noServerOfApacheIsInTheProduct = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "kafka..",
                            "scala..",
                            "org.apache.kafka.server..",
                            "org.apache.kafka.storage..",
                            "org.apache.kafka.raft..",
                            "org.apache.kafka.metadata..",
                            "org.apache.kafka.controller..",
                            "org.apache.kafka.coordinator..",
                            "org.apache.kafka.tools..",
                            "org.apache.kafka.connect.runtime..",
                            "org.apache.kafka.connect.cli..")
                    .and(not(OURS_FOR_PLUGINS)))
            .because("Apache's servers are peers to test against, in processes of their own");

    @ArchTest
    static final ArchRule recordAloneNamesKafkasRecordClasses = noClasses()
            .that()
            // api hands batches from and to Kafka's requests and responses, which are made of these.
            .resideOutsideOfPackages("io.leat.log.record..", "io.leat.log.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka.common.record.internal..")
            .because("these classes move between releases of Kafka: add what is missing to io.leat.log.record");

    @ArchTest
    static final ArchRule apiAndNetAloneNameKafkasMessages = noClasses()
            .that()
            .resideOutsideOfPackages("io.leat.log.api..", "io.leat.log.net..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka.common.message..",
                    "org.apache.kafka.common.requests..",
                    "org.apache.kafka.common.network..")
            .because(
                    "these classes move between releases of Kafka: io.leat.log.api translates, the broker has words of its own");

    @ArchTest
    static final ArchRule theLogsPackagesHaveNoCycles =
            slices().matching("io.leat.log.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theWorkersPackagesHaveNoCycles =
            slices().matching("io.leat.connect.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theCommandLinesPackagesHaveNoCycles =
            slices().matching("io.leat.cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .resideInAnyPackage("..util..", "..common..", "..impl..", "..internal..", "..helper..")
            .because("a class is a noun of the domain");

    @ArchTest
    static final ArchRule everyModuleIsLookedAt = classes()
            .that()
            .haveSimpleName("LogEngine")
            .or()
            .haveSimpleName("CsvSinkConnector")
            .or()
            .haveSimpleName("ConnectorOperations")
            .should()
            .bePublic()
            .because("a rule over no classes holds always: these must be among the classes that are looked at");

    private static DescribedPredicate<JavaClass> fileStream() {
        return DescribedPredicate.describe(
                "a stream on a file",
                type -> type.getPackageName().equals("java.io")
                        && type.getSimpleName().startsWith("File"));
    }
}
