-- What pandoc keeps apart from the text or writes as raw HTML, as plain Markdown: the title page, pictures without their
-- measures, figures as pictures and a caption. Where figures and tables are numbered by the typesetter (LaTeX), so here.

local numbered = false
local counts = { figure = 0, table = 0 }
local names = { figure = { "图", "Figure " }, table = { "表", "Table " } }

local function han(text)
  for _, code in utf8.codes(text) do
    if code >= 0x4e00 and code <= 0x9fff then return true end
  end
  return false
end

-- Stars beside a bracket and a Chinese character mark nothing in Markdown; tags do everywhere.
local function tagged(name, content)
  content:insert(1, pandoc.RawInline("html", "<" .. name .. ">"))
  content:insert(pandoc.RawInline("html", "</" .. name .. ">"))
  return content
end

-- Whether a line of a caption says itself what it is of.
local function labelled(text)
  return text:find("^Fig%a*%.?%s*[%d\u{2006}\u{a0}]") or text:find("^Tab%a*%.?%s*%d") or text:find("^图%s*%d") or text:find("^表%s*%d")
end

-- Heads with the numbers that LaTeX prints. Where there is no other title, the first one is it.
local sections = {}
local titled = false
local function with_number(header)
  titled = titled or header.classes:includes("unnumbered")
  if not numbered or not titled or header.level > 3 or header.classes:includes("unnumbered") then return nil end
  for level = 1, header.level do sections[level] = sections[level] or 0 end
  sections[header.level] = sections[header.level] + 1
  for level = header.level + 1, 6 do sections[level] = nil end
  local title = pandoc.utils.stringify(header)
  for _, own in ipairs({ "^%s*%d", "^第.+章", "^第.+节", "^[一二三四五六七八九十]+、", "^参考文献$", "^致谢$", "^摘要$", "^References$", "^Acknowledg" }) do
    if title:find(own) then return nil end
  end
  local first = sections[1] == 0 and 2 or 1
  header.content:insert(1, pandoc.Str(table.concat(sections, ".", first, header.level) .. " "))
  return header
end

-- The lines of a caption as paragraphs, each with its label.
local function caption(kind, long)
  local lines = pandoc.List()
  for _, block in ipairs(long) do
    local line = pandoc.List()
    for _, inline in ipairs(block.content or {}) do
      if inline.t == "LineBreak" then
        lines:insert(line)
        line = pandoc.List()
      else
        line:insert(inline)
      end
    end
    lines:insert(line)
  end
  if numbered then counts[kind] = counts[kind] + 1 end
  return lines:map(function(line)
    if numbered and not labelled(pandoc.utils.stringify(line)) then
      local name = names[kind][han(pandoc.utils.stringify(line)) and 1 or 2]
      line:insert(1, pandoc.Str(name .. counts[kind] .. " "))
    end
    return pandoc.Para(line)
  end)
end

local function paragraphs(value)
  local kind = pandoc.utils.type(value)
  if kind == "Blocks" then return value end
  if kind == "Inlines" then return pandoc.List({ pandoc.Para(value) }) end
  return pandoc.List({ pandoc.Para({ pandoc.Str(pandoc.utils.stringify(value)) }) })
end

-- Notes to the title and the authors stand below them: no mark belongs to a title or a name.
local function without_notes(inlines, notes)
  return pandoc.Inlines(inlines):walk({
    Note = function(note)
      notes:extend(note.content)
      return {}
    end,
  })
end

local function title_page(meta)
  local page, notes = pandoc.List(), pandoc.List()
  if meta.title and #pandoc.utils.stringify(meta.title) > 0 then
    page:insert(pandoc.Header(1, without_notes(meta.title, notes)))
  end
  if meta.subtitle then page:extend(paragraphs(meta.subtitle)) end
  if meta.author then
    local authors = pandoc.utils.type(meta.author) == "List" and meta.author or pandoc.List({ meta.author })
    local line = pandoc.List()
    for index, author in ipairs(authors) do
      if index > 1 then line:insert(pandoc.Str("，")) end
      if pandoc.utils.type(author) == "Inlines" then line:extend(without_notes(author, notes)) else line:insert(pandoc.Str(pandoc.utils.stringify(author))) end
    end
    page:insert(pandoc.Para(line))
  end
  page:extend(notes)
  if meta.abstract then
    local text = paragraphs(meta.abstract)
    local label = han(pandoc.utils.stringify(text)) and "摘要：" or "Abstract: "
    if text[1] and text[1].content then text[1].content:insert(1, pandoc.Str(label)) end
    page:extend(text)
  end
  return page
end

-- A paragraph without the formulas displayed in it, which stand by themselves.
local function formulas_apart(paragraph)
  local blocks, line = pandoc.List(), pandoc.List()
  for _, inline in ipairs(paragraph.content) do
    if inline.t == "Math" and inline.mathtype == "DisplayMath" then
      if #pandoc.utils.stringify(line) > 0 then blocks:insert(pandoc.Para(line)) end
      blocks:insert(pandoc.Para({ inline }))
      line = pandoc.List()
    else
      line:insert(inline)
    end
  end
  if #blocks == 0 then return nil end
  if #pandoc.utils.stringify(line) > 0 then blocks:insert(pandoc.Para(line)) end
  return blocks
end

return {
  {
    Meta = function(meta)
      numbered = meta.numbered == true
      titled = meta.title ~= nil
    end,
    Image = function(image)
      local source = image.src
      if not source:find(":", 1, true) and not source:find("%.%w+$") then source = "./" .. source end
      return pandoc.Image(image.caption, source)
    end,
    Link = function(link)
      if link.attributes["reference-type"] == "eqref" then return pandoc.Str("(" .. link.attributes.reference .. ")") end
      if not link.target:find("^%a+://") and not link.target:find("^mailto:") then return link.content end
    end,
    Math = function(math)
      local text = math.text:gsub("%s*\\label%s*%b{}", ""):gsub("\\[a-z]+{equation%*?}%s*", "")
      math.text = text:gsub("%s+$", "")
      return math
    end,
    Emph = function(emph) return tagged("em", emph.content) end,
    Strong = function(strong) return tagged("strong", strong.content) end,
    Span = function(span) return span.content end,
    Div = function(div) return div.content end,
  },
  {
    Figure = function(figure)
      local blocks = figure.content:map(function(block)
        return block.t == "Plain" and pandoc.Para(block.content) or block
      end)
      blocks:extend(caption("figure", figure.caption.long))
      return blocks
    end,
    Table = function(item)
      local lines = caption("table", item.caption.long)
      item.caption.long = {}
      if #item.head.rows == 0 and #item.bodies > 0 then -- Markdown has no table without a head
        local rows = item.bodies[1].body
        item.head.rows = { rows:remove(1) }
        item.bodies[1].body = rows
      end
      lines:insert(item)
      return lines
    end,
    Para = formulas_apart,
    Header = with_number,
  },
  {
    Pandoc = function(document)
      local blocks = document.meta.untitled and pandoc.List() or title_page(document.meta)
      blocks:extend(document.blocks)
      return pandoc.Pandoc(blocks)
    end,
  },
}
