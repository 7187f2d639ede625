/** Answers in the order of the questions, some at a time. */
export async function eachOf<Q, A>(questions: readonly Q[], ask: (question: Q) => Promise<A>): Promise<A[]> {
  const answers: A[] = [];
  const queue = questions.entries();
  const worker = async () => {
    for (const [index, question] of queue) answers[index] = await ask(question);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return answers;
}
