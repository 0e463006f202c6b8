"use client";
import { useEffect, useState } from "react";
import { pageAnswer } from "../lib/page_answer.js";

export function Client({ snapshot }) {
  const [answer, setAnswer] = useState("");
  useEffect(() => void pageAnswer(snapshot).then(setAnswer), [snapshot]);
  return <p>{answer}</p>;
}
