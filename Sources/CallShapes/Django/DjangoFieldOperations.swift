internal import PostgresSchema
internal import SourceModel

extension DjangoWalk {
  /// Follows an operation on a field; nil if it is none, false if it is not literal.
  mutating func takeField(
    _ kind: Name, _ arguments: [Shape.Argument], _ range: SourceRange
  ) -> Bool? {
    switch kind {
    case "AddField", "AlterField":
      guard let model = arguments.value("model_name", 0)?.text,
        let name = arguments.value("name", 1)?.text, let shape = arguments.value("field", 2),
        let field = DjangoFieldReader(app: app, model: model, state: fields).read(name, shape)
      else { return false }
      if kind == "AddField" {
        addField(model, field, range)
      } else {
        alterField(model, field, range)
      }
    case "RemoveField":
      guard let model = arguments.value("model_name", 0)?.text,
        let name = arguments.value("name", 1)?.text
      else { return false }
      removeField(model, name, range)
    case "RenameField":
      guard let model = arguments.value("model_name", 0)?.text,
        let old = arguments.value("old_name", 1)?.text,
        let new = arguments.value("new_name", 2)?.text
      else { return false }
      renameField(model, old, new, range)
    default: return nil
    }
    return true
  }

  private mutating func addField(_ name: Name, _ field: DjangoField, _ range: SourceRange) {
    let model = fields.model(app, name)
    let table = DjangoTable(model: model, name: name)
    guard model.fields.count < DjangoFields.Model.mostFields else {
      return take(unread: Doubt.tooManyColumns, range)
    }
    if !model.isWithoutTable {
      did(table.addField(field), down: table.removeField(field), at: range)
    }
    change(name) { model in
      model.fields.removeAll { $0.name == field.name }
      model.fields.append(field)
    }
  }

  private mutating func removeField(_ name: Name, _ field: Name, _ range: SourceRange) {
    let model = fields.model(app, name)
    let table = DjangoTable(model: model, name: name)
    if let known = model.field(field) {
      if !model.isWithoutTable {
        did(table.removeField(known), down: table.addField(known), at: range)
      }
    } else {
      let guessed = DjangoField(name: field, column: field, spelling: "")
      did(
        table.removeField(guessed), down: nil, at: range,
        doubt: "the field is defined in an earlier migration")
    }
    change(name) { model in model.fields.removeAll { $0.name == field } }
  }

  private mutating func alterField(_ name: Name, _ field: DjangoField, _ range: SourceRange) {
    let model = fields.model(app, name)
    let table = DjangoTable(model: model, name: name)
    if let old = model.field(field.name) {
      let up = table.alterField(old, field)
      let down = table.alterField(field, old)
      if !model.isWithoutTable {
        if up.actions.isEmpty, let doubt = up.doubt {
          take(unread: doubt, range)
        } else {
          did(up.actions, down: down.actions, at: range, doubt: up.doubt ?? down.doubt)
        }
      }
    } else {
      take(unread: "the field is defined in an earlier migration", range)
    }
    change(name) { model in
      guard let index = model.fields.firstIndex(where: { $0.name == field.name }) else {
        return model.fields.append(field)
      }
      model.fields[index] = field
    }
  }

  private mutating func renameField(
    _ name: Name, _ old: Name, _ new: Name, _ range: SourceRange
  ) {
    let model = fields.model(app, name)
    guard let field = model.field(old) else {
      return did(
        [.alterTable(model.table, .renameColumn(old, to: new))],
        down: [.alterTable(model.table, .renameColumn(new, to: old))], at: range,
        doubt: "the field is defined in an earlier migration")
    }
    var renamed = field
    renamed.name = new
    if !field.isColumnNamed {
      renamed.column = field.spelling.hasPrefix("ForeignKey") ? new + "_id" : new
    }
    var changed = model
    changed.fields = model.fields.map { $0.name == old ? renamed : $0 }
    let before = DjangoTable(model: model, name: name)
    let after = DjangoTable(model: changed, name: name)
    if field.link != nil {
      did(before.renaming(to: after), down: after.renaming(to: before), at: range)
    } else if field.column != renamed.column, !model.isWithoutTable {
      did(
        [.alterTable(model.table, .renameColumn(field.column, to: renamed.column))],
        down: [.alterTable(model.table, .renameColumn(renamed.column, to: field.column))],
        at: range)
    }
    func rename(_ groups: Set<[Name]>) -> Set<[Name]> {
      Set(groups.map { $0.map { $0 == old ? new : $0 } })
    }
    changed.uniqueTogether = rename(model.uniqueTogether)
    changed.indexTogether = rename(model.indexTogether)
    fields.models[DjangoFields.key(app, name)] = changed
  }
}
