import { searchDocuments } from '../generated/tools/search_documents.js';

interface Match {
  id: string;
  title: string;
  excerpt: string;
}

export default searchDocuments.handler(async ({ query, limit }, { app }) => {
  // Each word as a quoted FTS5 string: whatever the model wrote, it is words and no query syntax.
  const words = query.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return { documents: [] };
  const documents = app.db.all<Match>(
    `SELECT id, title, snippet(documents, 3, '', '', '…', 64) AS excerpt FROM documents
     WHERE documents MATCH ? AND tenant = ? ORDER BY bm25(documents) LIMIT ?`,
    words.map((word) => `"${word}"`).join(' OR '),
    app.tenant,
    limit,
  );
  return { documents };
});
