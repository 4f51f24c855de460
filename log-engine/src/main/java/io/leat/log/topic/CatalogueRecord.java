package io.leat.log.topic;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;

/** One change to the catalogue: what is logged, and the only thing that changes {@link Catalogue}. */
public sealed interface CatalogueRecord {

    /** A topic exists from here on. Its id never changes and is never used again. */
    record TopicCreated(Uuid id, String name, int partitions, Map<String, String> configs) implements CatalogueRecord {
        public TopicCreated {
            configs = Map.copyOf(configs);
        }
    }

    /** A topic has {@code partitions} partitions from here on: more than before. */
    record PartitionsGrown(Uuid id, int partitions) implements CatalogueRecord {}

    /** A topic's own configs are these from here on. */
    record ConfigsReplaced(Uuid id, Map<String, String> configs) implements CatalogueRecord {
        public ConfigsReplaced {
            configs = Map.copyOf(configs);
        }
    }

    /** A topic is gone; its folders are yet to be removed. */
    record TopicDeleted(Uuid id) implements CatalogueRecord {}

    /** No folder of a deleted topic is left under its name. */
    record FoldersRemoved(Uuid id) implements CatalogueRecord {}

    /** Producer ids below {@code next} may have been handed out. */
    record ProducerIdsReserved(long next) implements CatalogueRecord {}

    /** What was altered for the broker {@code node} while it ran is this from here on; an empty name stands for all brokers. */
    record BrokerConfigsReplaced(String node, Map<String, String> configs) implements CatalogueRecord {
        public BrokerConfigsReplaced {
            configs = Map.copyOf(configs);
        }
    }

    /** The configs that a group has of its own are these from here on; none if empty. */
    record GroupConfigsReplaced(String group, Map<String, String> configs) implements CatalogueRecord {
        public GroupConfigsReplaced {
            configs = Map.copyOf(configs);
        }
    }

    /** The quotas of {@code entity} are these from here on; none if empty. */
    record QuotasReplaced(QuotaEntity entity, Map<String, Double> quotas) implements CatalogueRecord {
        public QuotasReplaced {
            quotas = Map.copyOf(quotas);
        }
    }

    /** ACLs that hold from here on, and some that do not hold any more: what one request changes is one record. */
    record AclsChanged(List<AclBinding> added, List<AclBinding> removed) implements CatalogueRecord {
        public AclsChanged {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }

    /** SCRAM users who may come by these keys from here on, and some who may not any more: one request, one record. */
    record ScramUsersChanged(Map<ScramUser, ScramKey> set, List<ScramUser> removed) implements CatalogueRecord {
        public ScramUsersChanged {
            set = Map.copyOf(set);
            removed = List.copyOf(removed);
        }
    }
}
