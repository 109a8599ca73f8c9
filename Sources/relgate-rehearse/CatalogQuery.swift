import Rehearsals
import SourceModel

extension CatalogSnapshot {
  /// Reads the catalog of the database that a session is in.
  ///
  /// Left out are comments, statistics, storage settings, the rows of tables, what extensions
  /// brought, and temporary objects.
  init(of connection: borrowing Connection) throws(Stop) {
    self.init()
    let query = Name("BEGIN; SET LOCAL search_path = ''; \(CatalogQuery.everything); ")
    let answer = try connection.run(query)
    try connection.run("ROLLBACK")
    if let refusal = answer.refusal {
      throw .refused("the catalog could not be read: \(refusal.message)", hint: nil)
    }
    for row in answer.rows {
      guard row.count == 4, let kind = row[0], let name = row[1] else { continue }
      add(
        Element(kind: kind, name: name), owner: row[2] ?? "", definition: row[3] ?? "")
    }
  }

  /// Whether a database that holds this is as good as new.
  var isUntouched: Bool {
    elements.allSatisfy { element in
      element.kind == "extension" || element.name == "public"
    }
  }
}

/// The questions to the catalog: each gives rows of kind, name, owner and definition.
enum CatalogQuery {
  static var everything: String {
    preamble
      + [relations, columns, rules, routines, types, others, privileges]
      .joined(separator: "\nUNION ALL\n")
  }

  /// What the others build on: `own` holds the schemas that are not PostgreSQL's, `part` what
  /// extensions brought, `rel` the relations.
  private static let preamble = """
    WITH part AS MATERIALIZED (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
    own AS MATERIALIZED (
      SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
      WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
        AND (2615, oid) NOT IN (SELECT classid::oid::int, objid FROM part)),
    rel AS MATERIALIZED (
      SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name,
        CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
          WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'type'
          WHEN 'S' THEN 'sequence' ELSE 'index' END AS kind
      FROM pg_class c JOIN own n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c', 'S', 'i', 'I')
        AND (1259, c.oid) NOT IN (SELECT classid::oid::int, objid FROM part))

    """

  private static let relations = """
    SELECT kind, name, '',
      concat_ws(' ', CASE relpersistence WHEN 'u' THEN 'UNLOGGED' END,
        'OWNER ' || pg_get_userbyid(relowner),
        CASE WHEN relrowsecurity THEN 'ROW SECURITY' END,
        CASE WHEN relforcerowsecurity THEN 'FORCE ROW SECURITY' END,
        CASE WHEN relkind IN ('r', 'p') AND relreplident <> 'd'
          THEN 'REPLICA IDENTITY ' || relreplident::text END,
        'WITH (' || array_to_string(reloptions, ', ') || ')',
        CASE relkind WHEN 'p' THEN 'PARTITION BY ' || pg_get_partkeydef(oid) END,
        CASE WHEN relispartition THEN pg_get_expr(relpartbound, oid) END,
        (SELECT 'INHERITS (' || string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) || ')'
          FROM pg_inherits WHERE inhrelid = rel.oid),
        CASE WHEN relkind IN ('v', 'm') THEN 'AS ' || pg_get_viewdef(oid) END,
        CASE WHEN relkind = 'm' AND NOT relispopulated THEN 'WITH NO DATA' END)
    FROM rel WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
      AND (relkind <> 'c' OR EXISTS (SELECT FROM pg_type t WHERE t.typrelid = rel.oid))
    UNION ALL
    SELECT 'sequence', rel.name, coalesce(o.name, ''),
      concat_ws(' ', format_type(s.seqtypid, NULL), 'START', s.seqstart, 'INCREMENT',
        s.seqincrement, 'MINVALUE', s.seqmin, 'MAXVALUE', s.seqmax, 'CACHE', s.seqcache,
        CASE WHEN s.seqcycle THEN 'CYCLE' END, 'OWNED BY ' || o.name || '.' || quote_ident(a.attname))
    FROM rel JOIN pg_sequence s ON s.seqrelid = rel.oid
      LEFT JOIN pg_depend d ON d.classid = 1259 AND d.objid = rel.oid AND d.refclassid = 1259
        AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
      LEFT JOIN rel o ON o.oid = d.refobjid
      LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    UNION ALL
    SELECT 'index', rel.name, t.name,
      concat_ws(' ', pg_get_indexdef(rel.oid), CASE WHEN NOT i.indisvalid THEN 'INVALID' END,
        CASE WHEN i.indisclustered THEN 'CLUSTERED' END,
        CASE WHEN i.indisreplident THEN 'REPLICA IDENTITY' END)
    FROM rel JOIN pg_index i ON i.indexrelid = rel.oid JOIN rel t ON t.oid = i.indrelid
    WHERE NOT EXISTS (
      SELECT FROM pg_constraint k WHERE k.conindid = rel.oid AND k.contype IN ('p', 'u', 'x'))
    """

  private static let columns = """
    SELECT 'column', rel.name || '.' || quote_ident(a.attname), rel.name,
      concat_ws(' ', format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END,
        CASE WHEN a.attnotnull THEN 'NOT NULL' END,
        CASE a.attidentity WHEN 'a' THEN 'GENERATED ALWAYS AS IDENTITY'
          WHEN 'd' THEN 'GENERATED BY DEFAULT AS IDENTITY' END,
        CASE WHEN d.adbin IS NOT NULL THEN
          CASE a.attgenerated WHEN '' THEN 'DEFAULT ' ELSE 'GENERATED ALWAYS AS ' END
            || pg_get_expr(d.adbin, d.adrelid) END)
    FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_attrdef d ON d.adrelid = rel.oid AND d.adnum = a.attnum
    WHERE rel.relkind IN ('r', 'p', 'f', 'c')
    UNION ALL
    SELECT 'column order', rel.name, rel.name,
      string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
    FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE rel.relkind IN ('r', 'p', 'f', 'c') GROUP BY rel.name
    """

  private static let rules = """
    SELECT 'constraint', coalesce(rel.name, k.contypid::regtype::text) || '.' || quote_ident(k.conname),
      coalesce(rel.name, k.contypid::regtype::text), pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN own ON own.oid = k.connamespace
      LEFT JOIN rel ON rel.oid = k.conrelid
    WHERE k.contype NOT IN ('t', 'n') AND (k.conrelid = 0 OR rel.oid IS NOT NULL)
      AND (1247, k.contypid) NOT IN (SELECT classid::oid::int, objid FROM part)
    UNION ALL
    SELECT 'trigger', rel.name || '.' || quote_ident(t.tgname), rel.name,
      pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' ENABLED ' || t.tgenabled::text END
    FROM pg_trigger t JOIN rel ON rel.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'rule', rel.name || '.' || quote_ident(r.rulename), rel.name, pg_get_ruledef(r.oid)
    FROM pg_rewrite r JOIN rel ON rel.oid = r.ev_class WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'policy', rel.name || '.' || quote_ident(p.polname), rel.name,
      concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
        'FOR ' || p.polcmd::text,
        'TO ' || (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r) END, ', '
          ORDER BY pg_get_userbyid(r)) FROM unnest(p.polroles) r),
        'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
        'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
    FROM pg_policy p JOIN rel ON rel.oid = p.polrelid
    UNION ALL
    SELECT 'statistics', format('%I.%I', own.nspname, s.stxname), rel.name,
      pg_get_statisticsobjdef(s.oid)
    FROM pg_statistic_ext s JOIN own ON own.oid = s.stxnamespace JOIN rel ON rel.oid = s.stxrelid
    """

  private static let routines = """
    SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
      format('%I.%I(%s)', own.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), '',
      CASE p.prokind WHEN 'a' THEN
        (SELECT concat_ws(' ', 'SFUNC', a.aggtransfn, 'STYPE', a.aggtranstype::regtype, 'FINALFUNC',
          a.aggfinalfn, 'INITCOND', a.agginitval) FROM pg_aggregate a WHERE a.aggfnoid = p.oid)
      ELSE pg_get_functiondef(p.oid) END || ' OWNER ' || pg_get_userbyid(p.proowner)
    FROM pg_proc p JOIN own ON own.oid = p.pronamespace
    WHERE (1255, p.oid) NOT IN (SELECT classid::oid::int, objid FROM part)
    """

  private static let types = """
    SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'range' END,
      format('%I.%I', own.nspname, t.typname), '',
      CASE t.typtype
        WHEN 'e' THEN (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
          FROM pg_enum e WHERE e.enumtypid = t.oid)
        WHEN 'd' THEN concat_ws(' ', format_type(t.typbasetype, t.typtypmod),
          CASE WHEN t.typnotnull THEN 'NOT NULL' END, 'DEFAULT ' || t.typdefault)
        ELSE (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid) END
    FROM pg_type t JOIN own ON own.oid = t.typnamespace
    WHERE t.typtype IN ('e', 'd', 'r')
      AND (1247, t.oid) NOT IN (SELECT classid::oid::int, objid FROM part)
    """

  private static let others = """
    SELECT 'schema', quote_ident(nspname), '', 'OWNER ' || pg_get_userbyid(nspowner) FROM own
    UNION ALL
    SELECT 'extension', quote_ident(e.extname), '',
      format('SCHEMA %I VERSION %s', n.nspname, e.extversion)
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    UNION ALL
    SELECT 'event trigger', quote_ident(evtname), '',
      concat_ws(' ', evtevent, evtfoid::regprocedure, evtenabled, evttags) FROM pg_event_trigger
    UNION ALL
    SELECT 'cast', format('%s AS %s', format_type(castsource, NULL), format_type(casttarget, NULL)),
      '', concat_ws(' ', castfunc::regprocedure, castcontext, castmethod)
    FROM pg_cast WHERE oid >= 16384 AND (2605, oid) NOT IN (SELECT classid::oid::int, objid FROM part)
    UNION ALL
    SELECT 'operator', o.oid::regoperator::text, '', concat_ws(' ', o.oprcode, o.oprresult::regtype)
    FROM pg_operator o JOIN own ON own.oid = o.oprnamespace
    WHERE (2617, o.oid) NOT IN (SELECT classid::oid::int, objid FROM part)
    UNION ALL
    SELECT 'text search configuration', format('%I.%I', own.nspname, c.cfgname), '',
      (SELECT string_agg(format('%s %s %s', m.maptokentype, m.mapseqno, m.mapdict::regdictionary), ', '
        ORDER BY m.maptokentype, m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = c.oid)
    FROM pg_ts_config c JOIN own ON own.oid = c.cfgnamespace
    WHERE (3602, c.oid) NOT IN (SELECT classid::oid::int, objid FROM part)
    UNION ALL
    SELECT 'publication', quote_ident(p.pubname), '',
      concat_ws(' ', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
        (SELECT string_agg(r.prrelid::regclass::text, ', ' ORDER BY r.prrelid::regclass::text)
          FROM pg_publication_rel r WHERE r.prpubid = p.oid))
    FROM pg_publication p
    """

  /// Privileges that were granted and taken back again are the same as those never touched, though
  /// the catalog stores them in another way.
  private static let privileges = """
    SELECT 'privileges', o.name, o.name, (
      SELECT string_agg(format('%s %s%s', CASE x.grantee WHEN 0 THEN 'public'
          ELSE pg_get_userbyid(x.grantee) END, x.privilege_type,
          CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), ', '
        ORDER BY pg_get_userbyid(x.grantee), x.privilege_type)
      FROM aclexplode(o.acl) x)
    FROM (
      SELECT name, coalesce(relacl, acldefault(
        CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)) AS acl
      FROM rel WHERE relkind NOT IN ('i', 'I', 'c')
      UNION ALL
      SELECT rel.name || '.' || quote_ident(a.attname), a.attacl
      FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid
      WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
      UNION ALL
      SELECT format('%I.%I(%s)', own.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
        coalesce(p.proacl, acldefault('f', p.proowner))
      FROM pg_proc p JOIN own ON own.oid = p.pronamespace
      WHERE (1255, p.oid) NOT IN (SELECT classid::oid::int, objid FROM part)
      UNION ALL
      SELECT quote_ident(nspname), coalesce(nspacl, acldefault('n', nspowner)) FROM own
      UNION ALL
      SELECT format('%I.%I', own.nspname, t.typname), coalesce(t.typacl, acldefault('T', t.typowner))
      FROM pg_type t JOIN own ON own.oid = t.typnamespace
      WHERE t.typtype IN ('e', 'd', 'r')
        AND (1247, t.oid) NOT IN (SELECT classid::oid::int, objid FROM part)) o
    """
}
